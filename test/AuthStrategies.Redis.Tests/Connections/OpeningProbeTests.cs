using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Why a connection is not open yet, asked at the servers: u that cannot be reached, r that refuses the user, s that serves.</summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class OpeningProbeTests
{
    [TestCase("u", RedisFailureKind.Unreachable)]
    [TestCase("uu", RedisFailureKind.Unreachable)]
    [TestCase("r", RedisFailureKind.AccessDenied)]
    [TestCase("ur", RedisFailureKind.AccessDenied)]
    [TestCase("ru", RedisFailureKind.AccessDenied)]
    [TestCase("rr", RedisFailureKind.AccessDenied)]
    [TestCase("s", RedisFailureKind.TimedOut)]
    [TestCase("rs", RedisFailureKind.TimedOut)]
    [TestCase("us", RedisFailureKind.TimedOut)]
    public async Task Kind_ConnectionDoesNotOpen_IsWhatTheServersSay(string servers, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        OpeningProbe probe = new([.. servers.Select(server => Configuration(server, redis))]);

        await probe.Start(new TaskCompletionSource().Task);

        Assert.That(probe.Kind, Is.EqualTo(expected));
    }

    /// <summary>A connection that opens needs no second login.</summary>
    [Test]
    public async Task Start_ConnectionOpens_LogsInNowhere()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        OpeningProbe probe = new([Configuration('r', redis)]);

        await probe.Start(Task.CompletedTask);

        Assert.That(probe.Kind, Is.EqualTo(RedisFailureKind.TimedOut));
        Assert.That(await RedisCommand.SendAsync(redis.Port, "ACL LOG", "pass"), Does.StartWith("*0"));
    }

    private static ConfigurationOptions Configuration(char server, RedisProcess redis) => ConfigurationOptions.Parse(server switch
    {
        'u' => $"127.0.0.1:{Ports.Next()}",
        'r' => $"{redis.EndPoint},password=wrong",
        _ => $"{redis.EndPoint},password=pass",
    });
}
