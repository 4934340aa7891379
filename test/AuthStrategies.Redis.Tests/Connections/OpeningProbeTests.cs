using System.Net;
using System.Net.Sockets;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Why a connection is not open yet, asked at the servers: u that cannot be reached, r that refuses the user, s that serves, h that hangs.</summary>
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
    [TestCase("h", RedisFailureKind.TimedOut)]
    [TestCase("uh", RedisFailureKind.TimedOut)]
    [TestCase("rh", RedisFailureKind.AccessDenied)]
    [TestCase("hur", RedisFailureKind.AccessDenied)]
    public async Task Kind_ConnectionDoesNotOpen_IsWhatTheServersSay(string servers, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        using Socket hanging = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hanging.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hanging.Listen();
        OpeningProbe probe = Probe([.. servers.Select(server => server == 'h' ? ConfigurationOptions.Parse($"{hanging.LocalEndPoint}") : Configuration(server, redis))]);

        RedisFailureKind kind = await AskAsync(probe, expected);

        Assert.That(kind, Is.EqualTo(expected));
    }

    /// <summary>A connection that opens needs no second login.</summary>
    [Test]
    public async Task Ask_ConnectionOpens_LogsInNowhere()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        OpeningProbe probe = new([Configuration('r', redis)], () => true, TimeProvider.System);

        await probe.AskServersAsync();

        Assert.That(probe.Kind, Is.EqualTo(RedisFailureKind.TimedOut));
        Assert.That(await RedisCommand.SendAsync(redis.Port, "ACL LOG", "pass"), Does.StartWith("*0"));
    }

    /// <summary>A store that is disposed opens no connection.</summary>
    [Test]
    public async Task Stop_BeforeTheLogin_LogsInNowhere()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        OpeningProbe probe = Probe(Configuration('r', redis));

        Task asked = probe.AskServersAsync();
        probe.Stop();
        await asked;

        Assert.That(probe.Kind, Is.EqualTo(RedisFailureKind.TimedOut));
        Assert.That(await RedisCommand.SendAsync(redis.Port, "ACL LOG", "pass"), Does.StartWith("*0"));
    }

    /// <summary>Servers change while a connection opens for a long time: what they say now counts, and no more often than once in five seconds.</summary>
    [Test]
    public async Task Ask_Again_IsWhatTheServersSayNow()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        FakeTimeProvider time = new();
        OpeningProbe probe = new([Configuration('r', redis)], () => false, time);
        await redis.KillAsync();
        probe.Ask();
        await Until.TrueAsync(() => probe.Kind is RedisFailureKind.Unreachable);
        await redis.StartAgainAsync();

        for (int i = 0; i < 100; i++)
            probe.Ask();
        // Longer than the patience before a login.
        await Task.Delay(TimeSpan.FromSeconds(2));

        Assert.That(await RedisCommand.SendAsync(redis.Port, "ACL LOG", "pass"), Does.StartWith("*0"), "asked too soon");
        await Until.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            probe.Ask();
            return probe.Kind is RedisFailureKind.AccessDenied;
        });
    }

    /// <summary>Without calls nothing is asked, so an answer counts for a time only. An answer of the servers ends it too.</summary>
    [TestCase(14, false, RedisFailureKind.AccessDenied)]
    [TestCase(15, false, RedisFailureKind.TimedOut)]
    [TestCase(0, true, RedisFailureKind.TimedOut)]
    public async Task Kind_LongAgoOrForgotten_IsNotKnown(int seconds, bool isForgotten, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        FakeTimeProvider time = new();
        OpeningProbe probe = new([Configuration('r', redis)], () => false, time);
        await AskAsync(probe, RedisFailureKind.AccessDenied);

        time.Advance(TimeSpan.FromSeconds(seconds));
        if (isForgotten)
            probe.Forget();

        Assert.That(probe.Kind, Is.EqualTo(expected));
    }

    /// <summary>The callbacks of the configuration run in no request.</summary>
    [Test]
    public async Task Ask_InARequest_RunsOutsideItsContext()
    {
        AsyncLocal<string> request = new() { Value = "request" };
        TaskCompletionSource<string?> seen = new();
        OpeningProbe probe = new(
            [ConfigurationOptions.Parse($"127.0.0.1:{Ports.Next()}"), new ConfigurationOptions { EndPoints = { "127.0.0.1:1" }, Tunnel = new Watched(() => seen.TrySetResult(request.Value)) }],
            () => false,
            TimeProvider.System);

        probe.Ask();

        Assert.That(await seen.Task.WaitAsync(Until.TimeLimit), Is.Null);
        probe.Stop();
    }

    /// <summary>One configuration with several servers is a proxy. It is out of reach only if each server is.</summary>
    [TestCase(false, RedisFailureKind.Unreachable)]
    [TestCase(true, RedisFailureKind.AccessDenied)]
    public async Task Kind_SeveralServersOfOneConfiguration_IsWhatTheReachedOneSays(bool isOneReached, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        string second = isOneReached ? redis.EndPoint : $"127.0.0.1:{Ports.Next()}";
        OpeningProbe probe = Probe(ConfigurationOptions.Parse($"127.0.0.1:{Ports.Next()},{second},password=wrong"));

        RedisFailureKind kind = await AskAsync(probe, expected);

        Assert.That(kind, Is.EqualTo(expected));
    }

    /// <summary>The operating system tries for minutes where a network drops what is sent.</summary>
    [Test]
    public async Task Ask_NetworkAnswersNothing_Ends()
    {
        using Socket full = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var address = (IPEndPoint)full.LocalEndPoint!;
        // More than the queue of the listener holds: the next is answered nothing.
        using CancellationTokenSource closed = new();
        Socket[] waiting = [.. Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        Task[] connecting = [.. waiting.Select(socket => socket.ConnectAsync(address, closed.Token).AsTask())];

        OpeningProbe probe = Probe(ConfigurationOptions.Parse(address.ToString()));
        await probe.AskServersAsync().WaitAsync(Until.TimeLimit);

        Assert.That(probe.Kind, Is.EqualTo(RedisFailureKind.TimedOut));
        await closed.CancelAsync();
        await Task.WhenAll(connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Socket socket in waiting)
            socket.Dispose();
    }

    // On a busy machine an attempt may end before the server has answered. Then nothing is known, and the store asks again.
    private static Task<RedisFailureKind> AskAsync(OpeningProbe probe, object expected) => Until.TrueAsync(
        async () =>
        {
            await probe.AskServersAsync();
            return probe.Kind;
        },
        kind => Equals(kind, expected));

    private static OpeningProbe Probe(params ConfigurationOptions[] servers) => new(servers, () => false, TimeProvider.System);

    private static ConfigurationOptions Configuration(char server, RedisProcess redis) => ConfigurationOptions.Parse(server switch
    {
        'u' => $"127.0.0.1:{Ports.Next()}",
        'r' => $"{redis.EndPoint},password=wrong",
        _ => $"{redis.EndPoint},password=pass",
    });

    private sealed class Watched(Action called) : Tunnel
    {
        public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken)
        {
            called();
            return base.GetSocketConnectEndpointAsync(endpoint, cancellationToken);
        }
    }
}
