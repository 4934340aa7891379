using System.Net;
using System.Net.Sockets;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
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

    /// <summary>It opens while the servers are asked.</summary>
    [Test]
    public async Task Start_ConnectionOpensAfterTheStart_LogsInNowhere()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        OpeningProbe probe = new([Configuration('r', redis)]);
        TaskCompletionSource opening = new();

        Task asked = probe.Start(opening.Task);
        opening.SetResult();
        await asked;

        Assert.That(await RedisCommand.SendAsync(redis.Port, "ACL LOG", "pass"), Does.StartWith("*0"));
    }

    /// <summary>A store that is disposed opens no connection.</summary>
    [Test]
    public async Task Stop_BeforeTheLogin_LogsInNowhere()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        OpeningProbe probe = new([Configuration('r', redis)]);

        Task asked = probe.Start(new TaskCompletionSource().Task);
        probe.Stop();
        await asked;

        Assert.That(probe.Kind, Is.EqualTo(RedisFailureKind.TimedOut));
        Assert.That(await RedisCommand.SendAsync(redis.Port, "ACL LOG", "pass"), Does.StartWith("*0"));
    }

    /// <summary>One configuration with several servers is a proxy. It is out of reach only if each server is.</summary>
    [TestCase(false, RedisFailureKind.Unreachable)]
    [TestCase(true, RedisFailureKind.AccessDenied)]
    public async Task Kind_SeveralServersOfOneConfiguration_IsWhatTheReachedOneSays(bool isOneReached, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        string second = isOneReached ? redis.EndPoint : $"127.0.0.1:{Ports.Next()}";
        OpeningProbe probe = new([ConfigurationOptions.Parse($"127.0.0.1:{Ports.Next()},{second},password=wrong")]);

        await probe.Start(new TaskCompletionSource().Task);

        Assert.That(probe.Kind, Is.EqualTo(expected));
    }

    /// <summary>The operating system tries for minutes where a network drops what is sent.</summary>
    [Test]
    public async Task Start_NetworkAnswersNothing_Ends()
    {
        using Socket full = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var address = (IPEndPoint)full.LocalEndPoint!;
        // More than the queue of the listener holds: the next is answered nothing.
        using CancellationTokenSource closed = new();
        Socket[] waiting = [.. Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        Task[] connecting = [.. waiting.Select(socket => socket.ConnectAsync(address, closed.Token).AsTask())];

        OpeningProbe probe = new([ConfigurationOptions.Parse(address.ToString())]);
        await probe.Start(new TaskCompletionSource().Task).WaitAsync(Until.TimeLimit);

        Assert.That(probe.Kind, Is.EqualTo(RedisFailureKind.TimedOut));
        await closed.CancelAsync();
        await Task.WhenAll(connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Socket socket in waiting)
            socket.Dispose();
    }

    private static ConfigurationOptions Configuration(char server, RedisProcess redis) => ConfigurationOptions.Parse(server switch
    {
        'u' => $"127.0.0.1:{Ports.Next()}",
        'r' => $"{redis.EndPoint},password=wrong",
        _ => $"{redis.EndPoint},password=pass",
    });
}
