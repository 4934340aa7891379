using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using AuthStrategies.Tests.Stores.NearCache;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Diagnostics;

[TestFixture]
public sealed class AuthStrategiesMetricsTests
{
    [Test]
    [Property("Requirement", "L-03")]
    public async Task Authenticate_Repeatedly_CountsWhatWasAtHandAndWhatWasNot()
    {
        await using ServiceProvider services = Services(builder => builder.UseNearCache());
        ConcurrentQueue<string?> outcomes = [];
        using MeterListener listener = Listen(services, outcomes);
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        string credential = (await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "password")))).Value;

        for (int request = 0; request < 3; request++)
            await strategy.AuthenticateAsync(credential);

        Assert.That(outcomes, Is.EqualTo(new[] { "miss", "hit", "hit" }));
    }

    [Test]
    public async Task Authenticate_WithoutANearCache_CountsNothing()
    {
        await using ServiceProvider services = Services(_ => { });
        ConcurrentQueue<string?> outcomes = [];
        using MeterListener listener = Listen(services, outcomes);
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        string credential = (await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "password")))).Value;

        await strategy.AuthenticateAsync(credential);

        Assert.That(outcomes, Is.Empty);
    }

    private static ServiceProvider Services(Action<IAuthStrategyBuilder> configure)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        configure(services.AddAuthStrategy().AddSession());
        return services.BuildServiceProvider();
    }

    private static MeterListener Listen(ServiceProvider services, ConcurrentQueue<string?> outcomes)
    {
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == AuthStrategiesTelemetry.NearCacheLookups && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Enqueue((string?)tags[0].Value));
        listener.Start();
        return listener;
    }
}
