using AuthStrategies.Load.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load;

/// <summary>One instance of an application: both strategies over the store, and a store that fails now and then.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const string Session = "Session";
    public const string Jwt = "Jwt";

    public static readonly TimeSpan ReuseWindow = TimeSpan.FromMinutes(5);

    private readonly ServiceProvider _services;

    public Node(ILoadStore targetStore, JwtKey key, Faults faults)
    {
        ServiceCollection services = new();
        services.AddLogging();
        IAuthStrategyBuilder builder = services.AddAuthStrategy()
            .AddSession(Session, o => o.ReuseWindow = ReuseWindow)
            .AddJwt(Jwt, o =>
            {
                o.Issuer = "https://load.example";
                o.Audience = "load";
                o.SigningKeys.Add(key);
                o.AccessTokenLifetime = TimeSpan.FromHours(1);
                o.RefreshTokens.Enabled = true;
                o.RefreshTokens.ReuseWindow = ReuseWindow;
                o.RequireLiveSession = true;
            });
        targetStore.Use(builder);
        Unsteady(services, faults);
        targetStore.UseNearCache(builder);
        _services = services.BuildServiceProvider();
        Directory = _services.GetRequiredService<ISessionDirectory>();
    }

    public ISessionDirectory Directory { get; }

    public IAuthStrategy Strategy(string name) => _services.GetRequiredKeyedService<IAuthStrategy>(name);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static void Unsteady(ServiceCollection services, Faults faults)
    {
        ServiceDescriptor store = services.Last(service => service.ServiceType == typeof(ISessionStore));
        services.Remove(store);
        services.AddSingleton<ISessionStore>(provider => new UnsteadyStore(
            (ISessionStore)(store.ImplementationInstance ?? store.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, store.ImplementationType!)),
            faults));
    }
}
