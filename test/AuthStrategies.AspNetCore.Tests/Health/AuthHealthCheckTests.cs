using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Health;

/// <summary>What the health check says about the session store, and what it costs.</summary>
[TestFixture]
public sealed class AuthHealthCheckTests
{
    private const string Secret = "redis.internal.example:6379 password=hunter2";

    private static readonly Dictionary<string, Action<IAuthStrategyBuilder>> Strategies = new(StringComparer.Ordinal)
    {
        ["session"] = b => b.AddSession(),
        ["JWT"] = b => b.AddJwt(Logins.Jwt),
        ["JWT with refresh tokens"] = b => b.AddJwt(Logins.JwtWithRefresh),
        ["JWT with live sessions"] = b => b.AddJwt(options =>
        {
            Logins.JwtWithRefresh(options);
            options.RequireLiveSession = true;
        }),
        ["JWT with rotating keys"] = b => b.AddJwt(options =>
        {
            (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
        }),
        ["both"] = b => b.AddSession().AddJwt(Logins.Jwt),
    };

    private static IEnumerable<string> Names => Strategies.Keys;

    [TestCaseSource(nameof(Names))]
    public async Task Check_EverythingWorks_IsHealthyAndWritesOnlyTheFirstKey(string strategies)
    {
        await using HealthHost host = new(Strategies[strategies]);

        await host.CheckAsync();
        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy), entry.Description);
        Assert.That(host.Store.Calls, Has.All.EqualTo("find"));
        Assert.That(host.Keys.Saves, Is.EqualTo(strategies == "JWT with rotating keys" ? 1 : 0));
        Assert.That(entry.Data.Values, Has.All.StartsWith("Healthy. "));
        Assert.That(entry.Tags, Is.EqualTo(new[] { "ready" }));
    }

    [TestCase("session", true)]
    [TestCase("JWT", false)]
    [TestCase("JWT with refresh tokens", true)]
    [TestCase("JWT with live sessions", true)]
    [TestCase("JWT with rotating keys", false)]
    [TestCase("both", true)]
    public async Task Check_StoreIsDown_IsUnhealthyOnlyIfAStrategyNeedsIt(string strategies, bool needsStore)
    {
        await using HealthHost host = new(Strategies[strategies]);
        host.Store.IsBroken = true;

        HealthReportEntry down = await host.CheckAsync();
        host.Store.IsBroken = false;
        HealthReportEntry up = await host.CheckAsync();

        Assert.That(down.Status, Is.EqualTo(needsStore ? HealthStatus.Unhealthy : HealthStatus.Healthy));
        Assert.That(up.Status, Is.EqualTo(HealthStatus.Healthy), up.Description);
        if (needsStore)
            Assert.That(down.Description, Does.StartWith("store: The session store does not answer").And.Contains("Check that it is running and reachable"));
    }

    [Test]
    public async Task Check_StoreFails_ShowsNothingOfItsException()
    {
        await using HealthHost host = new(b => b.AddSession());
        host.Store.Before = (_, _) => throw new SessionStoreException(Secret, new InvalidOperationException(Secret));

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Exception, Is.Null);
        Assert.That(entry.Description + string.Join("", entry.Data.Values), Does.Not.Contain("hunter2").And.Not.Contain("redis.internal"));
    }

    /// <summary>What our own stores say when they run and refuse calls. The rest of the exception is not shown.</summary>
    [TestCase("it refuses the user, the password (NOAUTH, WRONGPASS), a command (NOPERM) or other machines (DENIED, protected mode).", "answers and refuses the user, the password or a command, so", "Check the user and the password")]
    [TestCase("the TLS connection was not established.", "answers, and no TLS connection was established, so", "Check its certificate")]
    [TestCase("it is loading its data.", "is loading its data, so", "Wait until it has")]
    [TestCase("its memory is full (maxmemory).", "answers that its memory is full, so", "Give it more memory")]
    [TestCase("it refuses writes, because persistence fails.", "answers that it refuses writes, so", "Check its persistence")]
    [TestCase("its cluster does not serve all slots.", "answers that its cluster does not serve all slots, so", "Check the nodes")]
    [TestCase("it did not answer in time.", "does not answer, so", "Check that it is running and reachable")]
    public async Task Check_StoreRefusesCalls_NamesTheRefusalAlsoWhileCallsPause(string text, string what, string advice)
    {
        await using HealthHost host = new(b => b.AddSession(), services => services.Configure<SessionStoreCallOptions>(o =>
        {
            o.FailureThreshold = 1;
            o.BreakDuration = TimeSpan.FromSeconds(10);
        }));
        Exception answer = new SessionStoreException($"Redis failed to find: {text} {Secret}", new TimeoutException(Secret));
        int calls = 0;
        // Only a failure that lasts counts for the pause.
        host.Store.Before = async (_, _) =>
        {
            calls++;
            await Task.Yield();
            host.Time.Advance(TimeSpan.FromSeconds(1));
            throw answer;
        };

        HealthReportEntry first = await host.CheckAsync();
        HealthReportEntry second = await host.CheckAsync();
        int made = calls;
        host.Time.Advance(TimeSpan.FromSeconds(10));
        answer = new SessionStoreException("it did not answer in time.");
        HealthReportEntry later = await host.CheckAsync();

        Assert.That(made, Is.EqualTo(1), "the second check made no call");
        Assert.That(second.Description, Does.Contain("Calls pause for moments"));
        Assert.That(later.Description, Does.StartWith("store: The session store does not answer"));

        foreach (HealthReportEntry entry in new[] { first, second })
        {
            Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
            Assert.That(entry.Description, Does.StartWith($"store: The session store {what} credentials of Session").And.Contain(advice).And.Contain("event 15").And.Not.Contain("hunter2"));
        }
    }

    [Test]
    public async Task Check_StoreDoesNotEndItsCall_EndsAtTheTimeLimit()
    {
        await using HealthHost host = new(b => b.AddSession(), services => services.Configure<SessionStoreCallOptions>(o => o.FailureThreshold = 1));
        TaskCompletionSource never = new();
        host.Store.Before = (_, _) => never.Task;

        HealthReportEntry first = await EndAtTheLimitAsync(host);
        HealthReportEntry second = await EndAtTheLimitAsync(host);

        Assert.That((first.Status, second.Status), Is.EqualTo((HealthStatus.Unhealthy, HealthStatus.Unhealthy)));
        never.SetResult();
    }

    private static async Task<HealthReportEntry> EndAtTheLimitAsync(HealthHost host)
    {
        Task<HealthReportEntry> running = host.CheckAsync();
        await Until.TrueAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted;
        });
        return await running;
    }

    [Test]
    public async Task Check_ManyProbesAtOnce_MakeOneCall()
    {
        await using HealthHost host = new(b => b.AddSession());
        TaskCompletionSource open = new();
        host.Store.Before = (_, _) => open.Task;

        Task<HealthReportEntry>[] probes = [.. Enumerable.Range(0, 200).Select(_ => host.CheckAgainAsync())];
        await Until.TrueAsync(() => host.Store.Count("find") > 0);
        open.SetResult();
        HealthReportEntry[] reports = await Task.WhenAll(probes);
        await host.CheckAgainAsync();

        Assert.That(reports.Select(report => report.Status), Has.All.EqualTo(HealthStatus.Healthy));
        Assert.That(host.Store.Calls, Is.EqualTo(new[] { "find" }));
    }

    [Test]
    public async Task Check_AfterASecond_AsksAgain()
    {
        await using HealthHost host = new(b => b.AddSession());

        await host.CheckAsync();
        await host.CheckAsync();

        Assert.That(host.Store.Count("find"), Is.EqualTo(2));
    }

    [Test]
    public async Task Check_NameStatusAndTags_AreThoseOfTheApplication()
    {
        await using HealthHost host = new(b => b.AddSession(), check: health => health.AddAuthStrategies("login", HealthStatus.Degraded, ["live"]));
        host.Store.IsBroken = true;

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.That(report.Entries.Single().Key, Is.EqualTo("login"));
        Assert.That(report.Entries["login"].Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(report.Entries["login"].Tags, Is.EqualTo(new[] { "live" }));
    }

    [Test]
    public async Task Check_OptionsWithMistakes_AreUnhealthyAndNoException()
    {
        await using HealthHost host = new(b => b.AddSession(options => options.IdleTimeout = TimeSpan.Zero));

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That((entry.Status, entry.Exception), Is.EqualTo((HealthStatus.Unhealthy, (Exception?)null)));
    }

    [Test]
    public async Task Check_WithoutAddAuthStrategy_IsUnhealthy()
    {
        IServiceCollection services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddAuthStrategies();
        await using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.That(report.Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task Check_SinkFails_IsDegradedUntilItWorksAgain()
    {
        bool fails = true;
        await using HealthHost host = new(b => b.AddSession(), services => services.AddAuthEventSink("audit", _ => new Sink(() => fails)));
        IAuthStrategy strategy = host.Services.GetRequiredService<IAuthStrategy>();
        await strategy.IssueAsync(Logins.Alice);

        HealthReportEntry failing = await Until.TrueAsync(host.CheckAsync, entry => entry.Status == HealthStatus.Degraded);
        fails = false;
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await strategy.IssueAsync(Logins.Alice);
        HealthReportEntry working = await Until.TrueAsync(host.CheckAsync, entry => entry.Status == HealthStatus.Healthy);

        Assert.That(failing.Description, Is.EqualTo("events of audit: The sink loses events: 1 since the start. It fails or is too slow; events 52 and 53 in the log say why."));
        Assert.That(working.Data["events of audit"], Is.EqualTo("Healthy. The sink works; 1 events were lost since the start."));
    }

    private sealed class Sink(Func<bool> fails) : IAuthEventSink
    {
        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken) =>
            fails() ? throw new InvalidOperationException("no disk") : ValueTask.CompletedTask;
    }
}
