using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>One process: its strategies by name, and its directory.</summary>
internal sealed class Application(IServiceProvider services)
{
    public IAuthStrategy Strategy => services.GetRequiredService<IAuthStrategy>();

    public ISessionDirectory Directory => services.GetRequiredService<ISessionDirectory>();

    /// <summary>Its near cache, if it was given one.</summary>
    public NearCacheSessionStore NearCache => services.GetRequiredService<NearCacheSessionStore>();

    public IAuthStrategy this[string name] => services.GetRequiredKeyedService<IAuthStrategy>(name);
}
