using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.AspNetCore.Tests.Health;

/// <summary>A container with strategies and their health check, over a store and a key store that can be watched and broken.</summary>
internal sealed class HealthHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public HealthHost(Action<IAuthStrategyBuilder> strategies, Action<IServiceCollection>? more = null, Action<IHealthChecksBuilder>? check = null)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time);
        (check ?? (health => health.AddAuthStrategies()))(services.AddHealthChecks());
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        builder.UseSessionStore(SpyStores.Create).UseJwtKeyStore(_ => Keys);
        strategies(builder);
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public LimitClock Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public ScriptedKeyStore Keys { get; } = new();

    public SpyStore Store => (SpyStore)_services.GetRequiredService<ISessionStore>();

    public IServiceProvider Services => _services;

    /// <summary>The report of a check that is not the last one again.</summary>
    public Task<HealthReportEntry> CheckAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(2));
        return CheckAgainAsync();
    }

    public async Task<HealthReportEntry> CheckAgainAsync() =>
        (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Values.Single();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
