using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies;

/// <summary>
/// What <c>services.AddAuthStrategy()</c> returns: the verbs that add strategies and pick a store are extension methods
/// on it. Used while services are registered, by one thread.
/// </summary>
public interface IAuthStrategyBuilder
{
    /// <summary>The services that are being registered.</summary>
    IServiceCollection Services { get; }
}
