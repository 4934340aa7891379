using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
using Microsoft.Extensions.Time.Testing;
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
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), configuration: null, TimeProvider.System);

        foreach (string failure in failures.Split(", "))
            last.Record(Failures[failure]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    [TestCase("none there", RedisFailureKind.Unreachable)]
    [TestCase("silent", RedisFailureKind.TimedOut)]
    public void Explain_OutageAfterAConnection_HasAnotherReason(string failure, object expected)
    {
        Mock<IConnectionMultiplexer> multiplexer = new();
        LastConnectionFailure last = new(multiplexer.Object, configuration: null, TimeProvider.System);
        last.Record(Failures["tls"]);

        multiplexer.Raise(m => m.ConnectionRestored += null, (ConnectionFailedEventArgs)null!);
        last.Record(Failures[failure]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    [Test]
    public void Explain_Connected_IsTheFailureItself()
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(m => m.IsConnected), configuration: null, TimeProvider.System);

        last.Record(Failures["tls"]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.TimedOut));
    }

    /// <summary>The client library forgets a command now and then. One that is forgotten must not be the last that is tried.</summary>
    [TestCase("access", RedisFailureKind.AccessDenied)]
    [TestCase("tls", RedisFailureKind.TlsFailed)]
    [TestCase("loading", RedisFailureKind.Loading)]
    public async Task Probe_FirstNeverAnswered_TheNextSaysWhy(string failure, object expected)
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), configuration: null, TimeProvider.System);
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
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), configuration: null, TimeProvider.System);
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
    public async Task AskServer_RefusesTheUser_IsKeptWhenTheClientLibraryNamesAnotherReason(
        [Values(",user=app,password=wrong", ",password=wrong", "")] string credentials, [Values("refused", "none there", "silent", "disposed", "tls")] string after)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync("ACL SETUSER app on >pass ~* &* +@all");
        await redis.SayAsync("ACL SETUSER default off");
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse(redis.EndPoint + credentials), TimeProvider.System);

        await AskUntilAsync(last, RedisFailureKind.AccessDenied);
        last.Record(Failures[after]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.AccessDenied));
    }

    /// <summary>A user without the right to ECHO cannot connect at all with the client library.</summary>
    [TestCase("+@all -echo")]
    [TestCase("+get")]
    public async Task AskServer_CommandNotAllowed_IsAccessDenied(string rights)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync($"ACL SETUSER app on >pass ~* &* {rights}");
        LastConnectionFailure last = Of($"{redis.EndPoint},user=app,password=pass");

        await AskUntilAsync(last, RedisFailureKind.AccessDenied);
    }

    [Test]
    public async Task AskServer_Loading_IsLoading()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024");
        await redis.SayAsync("EVAL \"for i = 1, 50000 do redis.call('SET', 'other' .. i, string.rep('x', 1000)) end\" 0");
        await redis.SayAsync("SAVE");
        await redis.KillAsync();
        await redis.StartAgainAsync(wait: false);
        await Until.TrueAsync(() => redis.SayAsync("PING"), answer => answer.StartsWith("-LOADING", StringComparison.Ordinal));
        LastConnectionFailure last = Of(redis.EndPoint);

        await AskUntilAsync(last, RedisFailureKind.Loading);
    }

    /// <summary>What the client library said before is not the reason any more.</summary>
    [Test]
    public async Task AskServer_NothingListens_IsUnreachable([Values("access", "tls", "loading", "silent")] string before)
    {
        LastConnectionFailure last = Of($"127.0.0.1:{Ports.Next()}");
        last.Record(Failures[before]);

        await AskUntilAsync(last, RedisFailureKind.Unreachable);
    }

    [TestCase(RedisFailureKind.Unreachable, RedisFailureKind.Unreachable)]
    [TestCase(RedisFailureKind.AccessDenied, RedisFailureKind.AccessDenied)]
    [TestCase(RedisFailureKind.TlsFailed, RedisFailureKind.TlsFailed)]
    [TestCase(RedisFailureKind.Loading, RedisFailureKind.Loading)]
    [TestCase(RedisFailureKind.TimedOut, RedisFailureKind.TimedOut)]
    [TestCase(RedisFailureKind.PrimaryUnknown, RedisFailureKind.TimedOut)]
    public async Task Explain_NotAskedSinceTheOpening_IsWhatTheServersSaidThen(object opening, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        Mock<IConnectionMultiplexer> multiplexer = new();
        LastConnectionFailure last = new(multiplexer.Object, ConfigurationOptions.Parse(redis.EndPoint), TimeProvider.System);
        LastConnectionFailure asked = Of(redis.EndPoint);
        var kind = (RedisFailureKind)opening;

        await asked.AskServerAsync();

        Assert.That(last.Explain(RedisFailureKind.TimedOut, kind), Is.EqualTo(expected));
        Assert.That(asked.Explain(RedisFailureKind.TimedOut, kind), Is.EqualTo(RedisFailureKind.TimedOut), "asked again");
        multiplexer.Raise(m => m.ConnectionRestored += null, (ConnectionFailedEventArgs)null!);
        Assert.That(last.Explain(RedisFailureKind.TimedOut, kind), Is.EqualTo(RedisFailureKind.TimedOut), "the next outage");
    }

    /// <summary>The client library names the first refusal as the reason of each later outage. The server that accepts the user says otherwise.</summary>
    [Test]
    public async Task AskServer_Accepted_NoRefusalOfBeforeCounts([Values("access", "tls", "loading", "refused", "none there")] string before)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        LastConnectionFailure last = Of(redis.EndPoint);
        last.Record(Failures[before]);

        await AskUntilAsync(last, RedisFailureKind.TimedOut);

        last.Record(Failures["refused"]);
        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.Unreachable));
    }

    /// <summary>The next outage has another reason, also if the server was still being asked when the connection came back.</summary>
    [Test]
    public async Task AskServer_ConnectionRestored_TheReasonIsOver([Values] bool duringTheQuestion)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        Mock<IConnectionMultiplexer> multiplexer = new();
        LastConnectionFailure last = new(multiplexer.Object, ConfigurationOptions.Parse($"{redis.EndPoint},password=wrong"), TimeProvider.System);

        Task asked = last.AskServerAsync();
        if (!duringTheQuestion)
            await asked;
        multiplexer.Raise(m => m.ConnectionRestored += null, (ConnectionFailedEventArgs)null!);
        await asked;

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.TimedOut));
    }

    /// <summary>Without calls no server is asked. What it said long ago says nothing about now.</summary>
    [TestCase(14, RedisFailureKind.AccessDenied)]
    [TestCase(15, RedisFailureKind.TimedOut)]
    public async Task AskServer_LongAgo_IsForgotten(int seconds, object expected)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        FakeTimeProvider time = new();
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse($"{redis.EndPoint},password=wrong"), time);
        await AskUntilAsync(last, RedisFailureKind.AccessDenied);

        time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    /// <summary>A server keeps a list of the attempts that it refused, and a connection takes its time.</summary>
    [Test]
    public async Task Probe_ManyTimes_AsksTheServerOnceInFiveSeconds()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--requirepass", "pass");
        FakeTimeProvider time = new();
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse($"{redis.EndPoint},password=wrong"), time);

        await Until.TrueAsync(() =>
        {
            // Before the next question, whose connections would be counted too.
            if (last.Explain(RedisFailureKind.TimedOut) is RedisFailureKind.AccessDenied)
                return true;
            time.Advance(TimeSpan.FromSeconds(5));
            last.Probe(Silent());
            return false;
        });
        int first = await ConnectionsAsync(redis);
        for (int i = 0; i < 100; i++)
        {
            last.Probe(Silent());
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        Assert.That(await ConnectionsAsync(redis), Is.EqualTo(first + 1), "the second question of the test only");
        int own = 1;
        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                last.Probe(Silent());
                own++;
                return await ConnectionsAsync(redis) - own;
            },
            others => others > first);
    }

    [Test]
    public void Probe_Closed_SendsNothing()
    {
        LastConnectionFailure last = Of("127.0.0.1:1");
        Mock<IDatabase> database = new();

        last.Close();
        last.Probe(database.Object);

        Assert.That(database.Invocations, Is.Empty);
    }

    // The client library may have forgotten why when it is asked, and on a busy machine an attempt may end before the server has answered.
    private static Task AskUntilAsync(LastConnectionFailure last, RedisFailureKind expected) => Until.TrueAsync(
        async () =>
        {
            await last.AskServerAsync();
            return last.Explain(RedisFailureKind.TimedOut);
        },
        kind => kind == expected);

    private static LastConnectionFailure Of(string configuration) => new(Mock.Of<IConnectionMultiplexer>(), ConfigurationOptions.Parse(configuration), TimeProvider.System);

    private static async Task<int> ConnectionsAsync(RedisProcess redis)
    {
        string stats = await RedisCommand.SendAsync(redis.Port, "INFO stats", "pass");
        return int.Parse(Regex.Match(stats, "total_connections_received:([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static IDatabase Silent()
    {
        Mock<IDatabase> database = new();
        database.Setup(d => d.PingAsync(It.IsAny<CommandFlags>())).Returns(new TaskCompletionSource<TimeSpan>().Task);
        return database.Object;
    }
}
