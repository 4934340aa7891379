using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>One process: its strategies by name, and its directory.</summary>
internal sealed class Application(ServiceProvider services) : IDisposable
{
    public IAuthStrategy Strategy => services.GetRequiredService<IAuthStrategy>();

    public ISessionDirectory Directory => services.GetRequiredService<ISessionDirectory>();

    public IServiceProvider Services => services;

    public IAuthStrategy this[string name] => services.GetRequiredKeyedService<IAuthStrategy>(name);

    public void Dispose() => services.Dispose();
}
