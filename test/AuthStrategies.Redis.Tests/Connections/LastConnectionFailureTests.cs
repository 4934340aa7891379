using System.Security.Authentication;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
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
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>());

        foreach (string failure in failures.Split(", "))
            last.Record(Failures[failure]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    [TestCase("none there", RedisFailureKind.Unreachable)]
    [TestCase("silent", RedisFailureKind.TimedOut)]
    public void Explain_OutageAfterAConnection_HasAnotherReason(string failure, object expected)
    {
        Mock<IConnectionMultiplexer> multiplexer = new();
        LastConnectionFailure last = new(multiplexer.Object);
        last.Record(Failures["tls"]);

        multiplexer.Raise(m => m.ConnectionRestored += null, (ConnectionFailedEventArgs)null!);
        last.Record(Failures[failure]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(expected));
    }

    [Test]
    public void Explain_Connected_IsTheFailureItself()
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>(m => m.IsConnected));

        last.Record(Failures["tls"]);

        Assert.That(last.Explain(RedisFailureKind.TimedOut), Is.EqualTo(RedisFailureKind.TimedOut));
    }

    /// <summary>The client library forgets a command now and then. One that is forgotten must not be the last that is tried.</summary>
    [TestCase("access", RedisFailureKind.AccessDenied)]
    [TestCase("tls", RedisFailureKind.TlsFailed)]
    [TestCase("loading", RedisFailureKind.Loading)]
    public async Task Probe_FirstNeverAnswered_TheNextSaysWhy(string failure, object expected)
    {
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>());
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
        LastConnectionFailure last = new(Mock.Of<IConnectionMultiplexer>());
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
}
