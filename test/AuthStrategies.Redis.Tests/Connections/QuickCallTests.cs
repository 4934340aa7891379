using System.Globalization;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Records;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>The quick way of a look-up against the simple way, and its one timer.</summary>
[TestFixture]
[Property("Requirement", "F-45")]
public sealed class QuickCallTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Test]
    public async Task Find_AnswersFailuresTimesAndCancellationsInAnyOrder_EndsAsTheSimpleWay()
    {
        HashSet<string> kinds = [];
        for (int seed = 0; seed < 600; seed++)
        {
            int number = seed;
            // Where the test framework has its own context, an answer is handed over later than it comes.
            string quick = await Task.Run(() => OutcomeAsync(number, isQuick: true)), simple = await Task.Run(() => OutcomeAsync(number, isQuick: false));
            Assert.That(quick, Is.EqualTo(simple), $"seed {seed}");
            kinds.Add(quick.Split(' ')[0]);
        }

        Assert.That(kinds, Is.SupersetOf(["found", "missing", nameof(TaskCanceledException), nameof(SessionStoreException)]), "the random calls are too much alike");
    }

    [Test]
    public async Task Find_ManyUnderWay_ShareOneTimer_AndEachHasItsOwnTime()
    {
        var time = new CountingTime();
        TaskCompletionSource<RedisResult> never = new();
        await using RedisSessionStore store = await StoreAsync(time, never.Task);
        int before = time.Timers;

        Task[] first = [.. Enumerable.Range(0, 100).Select(_ => store.FindAsync(Id(1), default).AsTask())];
        time.Advance(Limit / 2);
        Task[] second = [.. Enumerable.Range(0, 100).Select(_ => store.FindAsync(Id(1), default).AsTask())];
        int made = time.Timers - before;
        time.Advance(Limit / 2);
        await Until.TrueAsync(() => first.All(call => call.IsFaulted));
        int early = second.Count(call => call.IsCompleted);
        time.Advance(Limit / 2);
        await Until.TrueAsync(() => second.All(call => call.IsFaulted));

        Assert.That(made, Is.EqualTo(1));
        Assert.That(early, Is.Zero);
    }

    /// <summary>The token of a background service lives as long as the application, and must not keep each call that timed out.</summary>
    [Test]
    public async Task Start_AnsweredAfterItsTime_LeavesNothingAtTheToken()
    {
        var time = new FakeTimeProvider();
        TaskCompletionSource<RedisResult> answer = new();
        using CancellationTokenSource client = new();
        await using RedisConnection connection = new(Settings(answer.Task, isBroken: false), time, NullLogger.Instance);

        WeakReference call = await Task.Run(() => TimeOutAsync(connection, time, answer, client.Token));

        await Until.TrueAsync(() =>
        {
            GC.Collect();
            return !call.IsAlive;
        });
        GC.KeepAlive(client);
    }

    /// <summary>While there is no connection, other calls only time out. What this one was told explains them.</summary>
    [TestCase(ConnectionFailureType.AuthenticationFailure, "AccessDenied")]
    [TestCase(ConnectionFailureType.Loading, "Loading")]
    public async Task Start_RefusedInTime_RemembersTheReason(ConnectionFailureType refused, string expected)
    {
        PrimaryServer server = new(Mock.Of<IConnectionMultiplexer>(), endPoint: null, configuration: null);
        await using RedisConnection connection = new(Settings(new TaskCompletionSource<RedisResult>().Task, isBroken: false), TimeProvider.System, NullLogger.Instance);
        Task<RedisResult> failed = Task.FromException<RedisResult>(new RedisConnectionException(refused, "refused"));

        await Assert.ThrowsAsync<SessionStoreException>(async () => await Call(connection, server, failed, default));

        Assert.That(server.Failure.Explain(RedisFailureKind.TimedOut).ToString(), Is.EqualTo(expected));
    }

    /// <summary>The client library sends SELECT before each command that it does not know, except to a server itself.</summary>
    [TestCase(0, false)]
    [TestCase(3, true)]
    public async Task Find_Database_IsTheConfiguredOne(int database, bool selects)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using var fixture = new StoreFixture(redis.EndPoint + ",defaultDatabase=" + database.ToString(CultureInfo.InvariantCulture));
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        await store.ListAsync("alice", default);
        await redis.SayAsync("CONFIG RESETSTAT");

        for (int i = 0; i < 5; i++)
            Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null);

        Assert.That((await redis.SayAsync("INFO commandstats")).Contains("cmdstat_select:", StringComparison.Ordinal), Is.EqualTo(selects));
        Assert.That(await redis.SayAsync("INFO keyspace"), Does.Contain($"db{database}:"));
    }

    private static async Task<WeakReference> TimeOutAsync(RedisConnection connection, FakeTimeProvider time, TaskCompletionSource<RedisResult> answer, CancellationToken token)
    {
        var argument = Tuple.Create(answer.Task);
        PrimaryServer server = new(Mock.Of<IConnectionMultiplexer>(), endPoint: null, configuration: null);
        Task<bool> finding = Call(connection, server, argument, token).AsTask();
        time.Advance(Limit);
        await ((Task)finding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        answer.SetResult(RedisResult.Create(RedisValue.Null));
        return new(argument);
    }

    private static ValueTask<bool> Call(RedisConnection connection, PrimaryServer server, Task<RedisResult> answer, CancellationToken token) =>
        Call(connection, server, Tuple.Create(answer), token);

    private static ValueTask<bool> Call(RedisConnection connection, PrimaryServer server, Tuple<Task<RedisResult>> answer, CancellationToken token) =>
        new QuickCall<Tuple<Task<RedisResult>>, RedisResult, bool>(connection, server, answer, static (_, answer) => answer.IsNull, connection.Begin("find", token))
            .Start(static (_, args) => args.Item1);

    /// <summary>What a caller sees: the record or the exception, when both ways get the same random events.</summary>
    private static async Task<string> OutcomeAsync(int seed, bool isQuick)
    {
        Random random = new(seed);
        var time = new FakeTimeProvider();
        TaskCompletionSource<RedisResult> answer = new();
        using CancellationTokenSource client = new();
        CancellationToken token = random.Next(2) == 0 ? CancellationToken.None : client.Token;
        bool isBroken = random.Next(8) == 0;
        if (random.Next(16) == 0)
            await client.CancelAsync();
        await using RedisSessionStore store = await StoreAsync(time, answer.Task, isBroken);
        await using RedisConnection simple = new(Settings(answer.Task, isBroken), time, NullLogger.Instance);
        await simple.OpenAsync("connect", CancellationToken.None);

        Task<SessionRecord?> finding = isQuick ? store.FindAsync(Id(1), token).AsTask() : SimpleAsync(simple, token);
        for (int events = random.Next(1, 5); events > 0; events--)
            await HappenAsync(random, time, answer, client);
        time.Advance(Limit);
        await ((Task)finding).WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (finding.IsCompletedSuccessfully)
            return await finding is { } found ? $"found {found.Version} {found.Subject}" : "missing";
        if (finding.IsCanceled)
            return nameof(TaskCanceledException);
        Exception exception = finding.Exception!.InnerException!;
        return $"{exception.GetType().Name} {exception.Message} {exception.InnerException?.GetType().Name}";
    }

    private static async Task HappenAsync(Random random, FakeTimeProvider time, TaskCompletionSource<RedisResult> answer, CancellationTokenSource client)
    {
        switch (random.Next(9))
        {
            case 0:
                time.Advance(Limit / random.Next(1, 4));
                break;
            case 1:
                await client.CancelAsync();
                break;
            case 2:
                answer.TrySetResult(RedisResult.Create(RedisValue.Null));
                break;
            case 3:
                answer.TrySetException(new RedisServerException("READONLY You can't write against a read only replica."));
                break;
            case 4:
                answer.TrySetException(new RedisConnectionException(ConnectionFailureType.SocketFailure, "gone"));
                break;
            case 5:
                answer.TrySetException(new RedisTimeoutException("late", CommandStatus.Sent));
                break;
            case 6:
                answer.TrySetCanceled();
                break;
            case 7:
                answer.TrySetResult(RedisResult.Create((RedisValue)new byte[] { 9, 9, 9 }));
                break;
            default:
                answer.TrySetResult(RedisResult.Create((RedisValue)RecordFormat.Write(Record(), default)));
                break;
        }
    }

    private static async Task<SessionRecord?> SimpleAsync(RedisConnection redis, CancellationToken token)
    {
        RedisResult answer = await redis.ExecuteAsync((RedisKey)"key", RecordCommands.FindAsync, "find", token);
        return new RecordReader(NullLogger.Instance).Read(Id(1), answer, out _);
    }

    private static async Task<RedisSessionStore> StoreAsync(TimeProvider time, Task<RedisResult> answer, bool isBroken = false)
    {
        var store = new RedisSessionStore(Options.Create(Settings(answer, isBroken)), time);
        await store.OpenAsync();
        return store;
    }

    private static RedisStoreOptions Settings(Task<RedisResult> answer, bool isBroken)
    {
        var database = new Mock<IDatabase>();
        var sending = database.Setup(d => d.ExecuteAsync("GETEX", It.IsAny<ICollection<object>>(), CommandFlags.DemandMaster));
        if (isBroken)
            sending.Throws(new RedisConnectionException(ConnectionFailureType.UnableToConnect, "never there"));
        else
            sending.Returns(answer);
        var multiplexer = new Mock<IConnectionMultiplexer>();
        multiplexer.Setup(m => m.IsConnected).Returns(true);
        multiplexer.Setup(m => m.GetDatabase(It.IsAny<int>(), It.IsAny<object>())).Returns(database.Object);
        multiplexer.Setup(m => m.GetServers()).Returns([]);
        return new() { ConnectionMultiplexerFactory = () => Task.FromResult(multiplexer.Object), KeyPrefix = "test", OperationTimeout = Limit };
    }

    private static SessionRecord Record() => new()
    {
        Id = Id(1),
        Subject = "alice",
        ExpiresAt = StoreFixture.Start,
        AbsoluteExpiresAt = StoreFixture.Start,
        Version = 7,
        Payload = new byte[] { 1, 2, 3 },
    };

    private static SessionId Id(byte last) => new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]);

    private sealed class CountingTime : FakeTimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
