using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Moq;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

[TestFixture]
public sealed class RedisAuthStrategyBuilderExtensionsTests
{
    [Test]
    public async Task UseRedis_ConnectionString_KeepsSessionsThere()
    {
        string endPoint = await Backends.EndPointsAsync(Backend.Garnet);
        var services = new ServiceCollection();
        services.AddAuthStrategy().AddSession().UseRedis(endPoint);
        services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
        await using ServiceProvider provider = services.BuildServiceProvider();

        var store = provider.GetRequiredService<ISessionStore>();

        Assert.That(store, Is.InstanceOf<RedisSessionStore>());
        Assert.That(await store.FindAsync(new(new byte[16]), default), Is.Null);
    }

    [Test]
    public async Task UseRedis_OwnConnection_StaysTheApplications()
    {
        await using ConnectionMultiplexer connection = await Backends.ConnectAsync(Backend.Garnet);
        var services = new ServiceCollection();
        services.AddAuthStrategy().AddSession().UseRedis(_ => connection);
        services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ISessionStore>().FindAsync(new(new byte[16]), default);

        await provider.DisposeAsync();

        Assert.That(await connection.GetDatabase().PingAsync(), Is.GreaterThanOrEqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task UseRedis_ConnectionFromServices_IsTakenWhenNeeded()
    {
        await using ConnectionMultiplexer connection = await Backends.ConnectAsync(Backend.Garnet);
        var services = new ServiceCollection();
        services.AddSingleton<IConnectionMultiplexer>(connection);
        services.AddAuthStrategy().AddSession().UseRedis(provider => provider.GetRequiredService<IConnectionMultiplexer>());
        services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
        await using ServiceProvider provider = services.BuildServiceProvider();

        SessionRecord? found = await provider.GetRequiredService<ISessionStore>().FindAsync(new(new byte[16]), default);

        Assert.That(found, Is.Null);
    }

    [Test]
    public async Task Dispose_OwnedConnection_IsClosedAndLaterCallsThrow()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Garnet);
        RedisSessionStore store = fixture.Node();
        await store.FindAsync(fixture.New().Id, default);

        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(fixture.New().Id, default));
    }

    [Test]
    public async Task Connection_FactoryThrewOnce_IsAskedAgain()
    {
        await using ConnectionMultiplexer connection = await Backends.ConnectAsync(Backend.Garnet);
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Garnet);
        int calls = 0;
#pragma warning disable CA2025 // The store ends before the connection does.
        RedisSessionStore store = fixture.Node(options =>
        {
            options.Configuration = null;
            options.ConnectionMultiplexerFactory = () => ++calls == 1 ? throw new InvalidOperationException("not yet") : Task.FromResult<IConnectionMultiplexer>(connection);
        });
#pragma warning restore CA2025

        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(fixture.New().Id, default));
        SessionRecord? found = await store.FindAsync(fixture.New().Id, default);

        Assert.That(found, Is.Null);
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public void Validate_EverythingWrong_SaysAllAtOnceAndNothingSecret()
    {
        var options = new RedisStoreOptions
        {
            Configuration = "password=hunter2,nonsense=1",
            ConfigurationOptions = new(),
            ConnectionMultiplexerFactory = () => Task.FromResult(Mock.Of<IConnectionMultiplexer>()),
            KeyPrefix = "{slot}",
            OperationTimeout = TimeSpan.FromDays(2),
        };

        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, options);

        Assert.That(result.Failures!.Count(), Is.EqualTo(5));
        Assert.That(result.Failures, Is.All.Contain("; it must be ").And.All.Contain(". Write for example "));
        Assert.That(result.FailureMessage, Does.Not.Contain("hunter2"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a{b}")]
    [TestCase("a\n")]
    [TestCase("\u00e4")]
    public void Validate_Prefix_IsRefused(string? prefix)
    {
        var options = new RedisStoreOptions { Configuration = "localhost", KeyPrefix = prefix };

        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, options);

        Assert.That(result.Failures, Has.Exactly(1).Contain(nameof(options.KeyPrefix)));
    }

    [Test]
    public void Validate_Defaults_NeedAServerOnly()
    {
        var options = new RedisStoreOptions();

        ValidateOptionsResult without = new RedisStoreOptionsValidator().Validate(null, options);
        options.Configuration = "localhost:6379";
        ValidateOptionsResult with = new RedisStoreOptionsValidator().Validate(null, options);

        Assert.That(without.Failures!.Count(), Is.EqualTo(1));
        Assert.That(with.Succeeded, Is.True);
    }

    [Test]
    public async Task FirstCall_OptionsInvalid_SaysWhat()
    {
        await using var fixture = new StoreFixture("localhost");
        RedisSessionStore store = fixture.Node(options => options.KeyPrefix = null);

        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(async () => await store.FindAsync(fixture.New().Id, default));

        Assert.That(exception!.Message, Does.Contain("KeyPrefix"));
    }

    [Test]
    public async Task FirstUse_OptionsInvalidWithoutAHost_NamesThemWithAllOthers()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession(o => o.IdleTimeout = TimeSpan.Zero).UseRedis(o => o.KeyPrefix = null);
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException wrong = (await Assert.ThrowsAsync<OptionsValidationException>(async () =>
            await provider.GetRequiredService<IAuthStrategy>().IssueAsync(TestPrincipals.Of("alice"))))!;

        Assert.That(wrong.Failures, Has.Some.Contain("KeyPrefix"));
        Assert.That(wrong.Failures, Has.Some.Contain("IdleTimeout"));
    }

    [TestCase("allkeys-lru", 1)]
    [TestCase("volatile-ttl", 1)]
    [TestCase("noeviction", 0)]
    [Property("Requirement", "F-28")]
    public async Task Start_MemoryPolicy_IsWarnedOfWhenItEvicts(string policy, int warnings)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--maxmemory-policy", policy);
        using var log = new LogCapture();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddAuthStrategy().AddSession().UseRedis(redis.EndPoint);
        builder.Services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
        using IHost host = builder.Build();

        await host.StartAsync();
        await Until.TrueAsync(() => redis.SayAsync("INFO commandstats"), stats => stats.Contains("cmdstat_info:", StringComparison.Ordinal) && stats.Contains("cmdstat_eval:", StringComparison.Ordinal));
        // One more exchange over the same wire: the answer to the question before it has been read by then.
        await host.Services.GetRequiredService<ISessionStore>().FindAsync(new(new byte[16]), default);
        if (warnings > 0)
            await Until.TrueAsync(() => log.Ids.Contains(221));

        Assert.That(log.Ids.Count(id => id == 221), Is.EqualTo(warnings));
        Assert.That(log.Ids, Has.None.EqualTo(222));
        await host.StopAsync();
    }

    [Test]
    public async Task Start_RedisDown_HostStartsStill()
    {
        var services = Host.CreateApplicationBuilder();
        services.Services.AddAuthStrategy().AddSession().UseRedis("127.0.0.1:1");
        using IHost host = services.Build();

        await host.StartAsync();

        Assert.That(host.Services.GetRequiredService<ISessionStore>(), Is.InstanceOf<RedisSessionStore>());
        await host.StopAsync();
    }
}
