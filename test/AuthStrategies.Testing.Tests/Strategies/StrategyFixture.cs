using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A strategy with a clock and a store that fails on command.</summary>
internal sealed class StrategyFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StrategyFixture(Action<IAuthStrategyBuilder> add)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<FaultySessionStore>(provider => new(new InMemorySessionStore(provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<InMemorySessionStoreOptions>>(), Time)));
        add(services.AddAuthStrategy().UseSessionStore(provider => provider.GetRequiredService<FaultySessionStore>()));
        _services = services.BuildServiceProvider();
    }

    public SettableTimeProvider Time { get; } = new();

    public FaultySessionStore Store => _services.GetRequiredService<FaultySessionStore>();

    public IAuthStrategy Strategy => _services.GetRequiredService<IAuthStrategy>();

    public static StrategyFixture Session(Action<SessionStrategyOptions>? configure = null) => new(auth => auth.AddSession(configure));

    public static StrategyFixture Jwt(Action<JwtStrategyOptions>? configure = null) => new(auth => auth.AddJwt(options =>
    {
        options.Issuer = "https://issuer.example";
        options.Audience = "tests";
        options.SigningKeys.Add(TestKeys.Default);
        configure?.Invoke(options);
    }));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
