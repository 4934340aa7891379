using System.Net;
using System.Net.Sockets;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

/// <summary>A Redis server that does not answer: a warning soon after the start names it, and the start neither waits nor fails.</summary>
[TestFixture]
public sealed class RedisStartCheckTests
{
    private const int NoAnswer = 213;
    private const string Password = "hunter2";

    // A check that ends before says only that there is no answer.
    private static readonly TimeSpan LongEnoughToBeRefused = TimeSpan.FromSeconds(5);

    [TestCase("text")]
    [TestCase("object")]
    [TestCase("factory")]
    public async Task Start_WithAServerThatDoesNotAnswer_WarnsOnceWithItsAddress(string kind)
    {
        string server = $"127.0.0.1:{Ports.Next()}";
        using LogCapture log = new();
        using IHost host = Build(log, options =>
        {
            options.OperationTimeout = LongEnoughToBeRefused;
            if (kind == "text")
                options.Configuration = $"{server},password={Password}";
            else if (kind == "object")
                options.ConfigurationOptions = new() { EndPoints = { server }, Password = Password };
            else
                options.ConnectionMultiplexerFactory = () => throw new InvalidOperationException("no connection");
        });

        await host.StartAsync();
        await Until.TrueAsync(() => log.Ids.Contains(NoAnswer));

        Assert.That(log.Entries.Single(entry => entry.Id == NoAnswer).Text, Does.StartWith($"Redis cannot be used at {(kind == "factory" ? "the connection of the application" : server)};"));
        Assert.That(log.Text, Does.Not.Contain(Password));
        // Why the application's own connection is not there, its exception says.
        Assert.That(log.Ids.Where(id => id is 201 or 202 or 212), Is.EqualTo(new[] { kind == "factory" ? 212 : 201 }));
        await host.StopAsync();
    }

    [TestCase("127.0.0.1:{0},127.0.0.1:{1}", 201)]
    [TestCase("127.0.0.1:{0},127.0.0.1:{silent}", 202)]
    [TestCase("127.0.0.1:{silent}", 202)]
    public async Task Start_SaysWhetherThereIsNoConnectionOrNoAnswer(string configuration, int id)
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using LogCapture log = new();
        using IHost host = Build(log, options =>
        {
            options.OperationTimeout = id == 201 ? LongEnoughToBeRefused : TimeSpan.FromSeconds(1);
            options.Configuration = configuration
                .Replace("{0}", $"{Ports.Next()}", StringComparison.Ordinal)
                .Replace("{1}", $"{Ports.Next()}", StringComparison.Ordinal)
                .Replace("{silent}", $"{((IPEndPoint)silent.LocalEndpoint).Port}", StringComparison.Ordinal);
        });

        await host.StartAsync();
        await Until.TrueAsync(() => log.Ids.Contains(NoAnswer));
        await host.StopAsync();

        Assert.That(log.Ids.Where(logged => logged is 201 or 202), Is.EqualTo(new[] { id }));
    }

    [Test]
    public async Task Start_WithAServerThatAnswers_IsSilent()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        using LogCapture log = new();
        using IHost host = Build(log, options => (options.Configuration, options.OperationTimeout) = (redis.EndPoint, TimeLimits.Generous));

        await host.StartAsync();
        await host.Services.GetServices<IHostedService>().OfType<RedisStartCheck>().Single().Running;
        await host.StopAsync();

        Assert.That(log.Entries.Where(entry => entry.Level >= LogLevel.Warning && entry.Id != 221), Is.Empty);
    }

    [TestCase("redis://redis.example", "redis.example:6379,user=…")]
    [TestCase("redis://app:hunter2@redis.example:6380/0", "redis.example:6380,user=…")]
    [TestCase("rediss://default:hunter2@redis.example:6380", "redis.example:6380,ssl=true,user=…")]
    [TestCase(" redis://localhost ", "localhost:6379,user=…")]
    [TestCase("tcp://localhost:6379", "localhost:6379,user=…")]
    [TestCase("https://app:hunter2@redis.example", "redis.example:6379,user=…")]
    [TestCase("redis://[::1]:6379", "[::1]:6379,user=…")]
    [TestCase("redis://", "redis.example:6379,user=…")]
    public void Configuration_ThatIsAUrl_SaysHowItIsWritten(string configuration, string example)
    {
        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, new() { Configuration = configuration, KeyPrefix = "tests" });

        Assert.That(result.Failures?.Single(), Does.StartWith("RedisStoreOptions.Configuration is an address with \"://\"; it must be a connection string").And.Contain($"Write for example \"{example}"));
        Assert.That(result.FailureMessage, Does.Not.Contain(Password));
    }

    private static IHost Build(LogCapture log, Action<RedisStoreOptions> options)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddAuthStrategy().AddSession().UseRedis(options);
        return builder.Build();
    }
}
