using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies;

/// <summary>
/// The result of <c>services.AddAuthStrategy()</c>. Extension methods on it add strategies and choose a session store.
/// Use it on one thread, while services are registered.
/// </summary>
public interface IAuthStrategyBuilder
{
    /// <summary>The services that are being registered.</summary>
    IServiceCollection Services { get; }
}
