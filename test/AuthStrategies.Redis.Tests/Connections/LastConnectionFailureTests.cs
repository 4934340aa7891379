using System.Diagnostics;
using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
using Moq;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>While there is no connection, the reason of the last attempt to open one explains why.</summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class LastConnectionFailureTests
{
    private static readonly Dictionary<string, Exception> Failures = new()
    {
        ["tls"] = new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "failed", new AuthenticationException("certificate")),
        ["access"] = new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "failed"),
        ["loading"] = new RedisConnectionException(ConnectionFailureType.Loading, "failed"),
        ["refused"] = new RedisConnectionException(ConnectionFailureType.UnableToConnect, "failed"),
        ["none there"] = new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, "No connection is active/available to service this operation"),
        ["replica"] = new RedisCommandException("Command cannot be issued to a replica: GETEX k"),
        ["disposed"] = new ObjectDisposedException("connection"),
        ["silent"] = new RedisTimeoutException("failed", CommandStatus.WaitingToBeSent),
    };

    [TestCase("tls, none there", RedisFailureKind.TlsFailed)]
    [TestCase("tls, silent, none there", RedisFailureKind.TlsFailed)]
    [TestCase("tls, disposed", RedisFailureKind.TlsFailed)]
    [TestCase("access, none there", RedisFailureKind.AccessDenied)]
    [TestCase("access, replica", RedisFailureKind.AccessDenied)]
    [TestCase("loading, none there", RedisFailureKind.Loading)]
    [TestCase("none there", RedisFailureKind.Unreachable)]
    [TestCase("tls, refused", RedisFailureKind.Unreachable)]
    [TestCase("refused, none there, tls", RedisFailureKind.TlsFailed)]
    [TestCase("access, tls", RedisFailureKind.TlsFailed)]
    [TestCase("silent", RedisFailureKind.TimedOut)]
    public void Explain_AfterFailures_IsTheLastAttempt(string failures, object expected)
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), configuration: null);

        foreach (string failure in failures.Split(", "))
            last.Record(Failures[failure]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    [TestCase("none there", RedisFailureKind.Unreachable)]
    [TestCase("silent", RedisFailureKind.TimedOut)]
    public void Explain_OutageAfterAConnection_HasAnotherReason(string failure, object expected)
    {
        Mock<IConnectionMultiplexer> multiplexer = new();
        LastConnectionFailure last = new(multiplexer.Object, configuration: null);
        last.Record(Failures["tls"]);

        multiplexer.Raise(m => m.ConnectionRestored += null, (ConnectionFailedEventArgs)null!);
        last.Record(Failures[failure]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    [Test]
    public void Explain_Connected_IsTheFailureItself()
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(m => m.IsConnected), configuration: null);

        last.Record(Failures["tls"]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.TimedOut));
    }

    /// <summary>The client library forgets a command now and then. One that is forgotten must not be the last that is tried.</summary>
    [TestCase("access", RedisFailureKind.AccessDenied)]
    [TestCase("tls", RedisFailureKind.TlsFailed)]
    [TestCase("loading", RedisFailureKind.Loading)]
    public async Task Probe_FirstNeverAnswered_TheNextSaysWhy(string failure, object expected)
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), configuration: null);
        Mock<IDatabase> database = new();
        database.SetupSequence(d => d.PingAsync(It.IsAny<CommandFlags>())).Returns(new TaskCompletionSource<TimeSpan>().Task).ThrowsAsync(Failures[failure]);

        await Until.TrueAsync(() =>
        {
            last.Probe(database.Object);
            return database.Invocations.Count >= 2;
        });

        await Until.TrueAsync(() => Equals(last.Explain(RedisFailureKind.TimedOut), expected));
    }

    [Test]
    public async Task Probe_FailsAfterItsLimit_IsTheReasonToo()
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), configuration: null);
        TaskCompletionSource<TimeSpan> late = new();
        Mock<IDatabase> database = new();
        database.SetupSequence(d => d.PingAsync(It.IsAny<CommandFlags>())).Returns(late.Task).Returns(new TaskCompletionSource<TimeSpan>().Task);
        await Until.TrueAsync(() =>
        {
            last.Probe(database.Object);
            return database.Invocations.Count >= 2;
        });

        late.SetException(Failures["access"]);

        await Until.TrueAsync(() => last.Explain(RedisFailureKind.TimedOut) == RedisFailureKind.AccessDenied);
    }

    /// <summary>What the client library names afterwards does not hide what the server itself says.</summary>
    [Test]
    public async Task Probe_ServerRefusesTheUser_IsKeptWhenTheClientLibraryNamesAnotherReason(
        [Values(",user=app,password=wrong", "")] string credentials, [Values("refused", "none there", "silent", "disposed")] string after)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync("ACL SETUSER app on >pass ~* &* +@all");
        await redis.SayAsync("ACL SETUSER default off");
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse(redis.EndPoint + credentials));

        last.Probe(Silent());
        await Until.TrueAsync(() => last.Explain(RedisFailureKind.TimedOut) is RedisFailureKind.AccessDenied);
        last.Record(Failures[after]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.AccessDenied));
    }

    /// <summary>The next attempt finds another reason, or none.</summary>
    [Test]
    public async Task Probe_ServerAcceptsTheUserAgain_IsAnotherReason()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse($"{redis.EndPoint},password=next"));
        last.Probe(Silent());
        await Until.TrueAsync(() => last.Explain(RedisFailureKind.TimedOut) is RedisFailureKind.AccessDenied);

        await RedisCommand.SendAsync(redis.Port, "CONFIG SET requirepass next", "pass");

        await Until.TrueAsync(() =>
        {
            last.Probe(Silent());
            return last.Explain(RedisFailureKind.TimedOut) is RedisFailureKind.TimedOut;
        });
    }

    /// <summary>A server keeps a list of the attempts that it refused, and a connection takes its time.</summary>
    [Test]
    public async Task Probe_ManyTimes_OpensFewConnections()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse($"{redis.EndPoint},password=wrong"));

        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 200; i++)
        {
            last.Probe(Silent());
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        string stats = await RedisCommand.SendAsync(redis.Port, "INFO stats", "pass");
        Assert.That(int.Parse(Regex.Match(stats, "total_connections_received:([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture), Is.LessThan(20 + (8 * watch.Elapsed.TotalSeconds)));
    }

    private static IDatabase Silent()
    {
        Mock<IDatabase> database = new();
        database.Setup(d => d.PingAsync(It.IsAny<CommandFlags>())).Returns(new TaskCompletionSource<TimeSpan>().Task);
        return database.Object;
    }
}
