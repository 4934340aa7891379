using System.Security.Authentication;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Every way a redis-server can fail is a <see cref="SessionStoreException"/> with the original inside and a separate event.</summary>
[TestFixture]
public sealed class RedisFailuresTests
{
    private const int AnswersAgain = 226;

    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(500);

    // What redis-server 6.2 to 8, Valkey and Garnet say. StackExchange.Redis 2 hands on the text only.
    [TestCase("READONLY You can't write against a read only replica.", "ReadOnly")]
    [TestCase("ERR Error running script (call to f_a0b1): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.", "ReadOnly")]
    [TestCase("READONLY You can't write against a read only replica. script: a0b1, on @user_script:1.", "ReadOnly")]
    [TestCase("LOADING Redis is loading the dataset in memory", "Loading")]
    [TestCase("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "PrimaryDown")]
    [TestCase("NOAUTH Authentication required.", "AccessDenied")]
    [TestCase("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used", "AccessDenied")]
    [TestCase("WRONGPASS invalid username-password pair or user is disabled.", "AccessDenied")]
    [TestCase("DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.", "AccessDenied")]
    [TestCase("NOPERM User app has no permissions to run the 'getex' command", "AccessDenied")]
    [TestCase("NOPERM this user has no permissions to access one of the keys used as arguments", "AccessDenied")]
    [TestCase("ERR The user executing the script can't run this command or subcommand script: a0b1, on @user_script:1.", "AccessDenied")]
    [TestCase("ERR ACL failure in script: User app has no permissions to run the 'getex' command script: a0b1", "AccessDenied")]
    [TestCase("ERR invalid password", "AccessDenied")]
    [TestCase("OOM command not allowed when used memory > 'maxmemory'.", "OutOfMemory")]
    [TestCase("ERR Error running script (call to f_a0b1): @user_script:1: -OOM command not allowed when used memory > 'maxmemory'.", "OutOfMemory")]
    [TestCase("WRONGTYPE Operation against a key holding the wrong kind of value", "WrongType")]
    [TestCase("NOSCRIPT No matching script. Please use EVAL.", "ScriptFailed")]
    [TestCase("BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.", "ScriptFailed")]
    [TestCase("UNKILLABLE Sorry the script already executed write commands against the dataset.", "ScriptFailed")]
    [TestCase("ERR Error compiling script (new function): user_script:1: unexpected symbol near '!'", "ScriptFailed")]
    [TestCase("ERR unknown Lua error", "ScriptFailed")]
    [TestCase("CLUSTERDOWN Hash slot not served", "ClusterDown")]
    [TestCase("CLUSTERDOWN The cluster is down", "ClusterDown")]
    [TestCase("TRYAGAIN Multiple keys request during rehashing of slot", "ClusterDown")]
    [TestCase("CROSSSLOT Keys in request don't hash to the same slot", "ClusterDown")]
    [TestCase("MOVED 3999 127.0.0.1:6381", "ClusterDown")]
    [TestCase("ASK 3999 127.0.0.1:6381", "ClusterDown")]
    [TestCase("Endpoint 127.0.0.1:6381 serving hashslot 3999 is not reachable at this point of time. Please check connectTimeout value.", "ClusterDown")]
    [TestCase("Key has MOVED to Endpoint 127.0.0.1:6381 and hashslot 3999 but CommandFlags.NoRedirect was specified", "ClusterDown")]
    [TestCase("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.", "WritesRefused")]
    [TestCase("NOREPLICAS Not enough good replicas to write.", "WritesRefused")]
    [TestCase("ERR max number of clients reached", "Unreachable")]
    [TestCase("ERR unknown command 'GETEX', with args beginning with: 'k'", "Unexpected")]
    [TestCase("BUSYKEY Target key name already exists.", "Unexpected")]
    [TestCase("", "Unexpected")]
#pragma warning disable CS0618 // Obsolete in StackExchange.Redis 3 for constructors that 2 does not have.
    public void Of_TextOfTheServer_IsItsKind(string text, string kind) =>
        Assert.That(RedisFailures.Of(new RedisServerException(text)).ToString(), Is.EqualTo(kind));

    /// <summary>A command that finds no connection says why inside, also of several attempts together.</summary>
    [TestCase("", "Unreachable")]
    [TestCase("refused", "Unreachable")]
    [TestCase("access", "AccessDenied")]
    [TestCase("tls", "TlsFailed")]
    [TestCase("certificate", "TlsFailed")]
    [TestCase("loading", "Loading")]
    [TestCase("refused, access", "AccessDenied")]
    [TestCase("refused, tls", "TlsFailed")]
    [TestCase("refused, refused, loading", "Loading")]
    [TestCase("refused, refused", "Unreachable")]
    public void Of_NoConnection_IsTheReasonOfTheAttempts(string attempts, string kind)
    {
        Exception[] inner = [.. attempts.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Attempt)];
        Exception? reason = inner.Length > 1 ? new AggregateException(inner) : inner.SingleOrDefault();

        Assert.That(RedisFailures.Of(new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, "No connection is active/available", reason)).ToString(), Is.EqualTo(kind));

        static Exception Attempt(string name) => name switch
        {
            "access" => new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "failed"),
            "tls" => new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "failed", new AuthenticationException("certificate")),
            "certificate" => new AuthenticationException("certificate"),
            "loading" => new RedisConnectionException(ConnectionFailureType.Loading, "failed"),
            _ => new RedisConnectionException(ConnectionFailureType.UnableToConnect, "failed"),
        };
    }

    /// <summary>The client library cancels what waits for a connection that it gives up. That is no problem of another kind.</summary>
    [TestCase(typeof(TimeoutException), "TimedOut")]
    [TestCase(typeof(TaskCanceledException), "TimedOut")]
    [TestCase(typeof(OperationCanceledException), "TimedOut")]
    [TestCase(typeof(ObjectDisposedException), "Unreachable")]
    [TestCase(typeof(InvalidOperationException), "Unexpected")]
    public void Of_ExceptionOfTheClientLibrary_IsItsKind(Type type, string kind) =>
        Assert.That(RedisFailures.Of(type == typeof(ObjectDisposedException) ? new ObjectDisposedException("x") : (Exception)Activator.CreateInstance(type)!).ToString(), Is.EqualTo(kind));

    [TestCase(ConnectionFailureType.UnableToConnect, "It was not possible to connect to the redis server(s).", "Unreachable")]
    [TestCase(ConnectionFailureType.SocketClosed, "SocketClosed on 127.0.0.1:6379/Interactive", "Unreachable")]
    [TestCase(ConnectionFailureType.AuthenticationFailure, "WRONGPASS invalid username-password pair or user is disabled.", "AccessDenied")]
    [TestCase(ConnectionFailureType.ProtocolFailure, "NOAUTH Returned - connection has not yet authenticated", "AccessDenied")]
    [TestCase(ConnectionFailureType.UnableToConnect, "The redis server(s) said: LOADING Redis is loading the dataset in memory", "Loading")]
    public void Of_BrokenConnection_IsItsKind(ConnectionFailureType type, string text, string kind) =>
        Assert.That(RedisFailures.Of(new RedisConnectionException(type, text)).ToString(), Is.EqualTo(kind));

    /// <summary>A handshake that is broken off looks like a refused user to the client library.</summary>
    [TestCase(ConnectionFailureType.AuthenticationFailure, typeof(IOException), "TlsFailed")]
    [TestCase(ConnectionFailureType.AuthenticationFailure, typeof(AuthenticationException), "TlsFailed")]
    [TestCase(ConnectionFailureType.UnableToConnect, typeof(AuthenticationException), "TlsFailed")]
    [TestCase(ConnectionFailureType.AuthenticationFailure, typeof(InvalidOperationException), "AccessDenied")]
    [TestCase(ConnectionFailureType.SocketFailure, typeof(IOException), "Unreachable")]
    public void Of_BrokenConnectionWithACause_IsItsKind(ConnectionFailureType type, Type cause, string kind) =>
        Assert.That(RedisFailures.Of(new RedisConnectionException(type, "broken", new InvalidOperationException("outer", (Exception)Activator.CreateInstance(cause)!))).ToString(), Is.EqualTo(kind));
#pragma warning restore CS0618

    [TestCase("Command cannot be issued to a replica: GETEX k", "Unreachable")]
    [TestCase("This operation has been disabled in the command-map and cannot be used: GETEX", "Unexpected")]
    public void Of_CommandNotSent_IsItsKind(string text, string kind) =>
        Assert.That(RedisFailures.Of(new RedisCommandException(text)).ToString(), Is.EqualTo(kind));

    /// <summary>A command to the server itself fails otherwise than one to the database. Both are the same outage.</summary>
    [Test]
    [Property("Requirement", "F-42")]
    public async Task Of_LibraryKnowsAReplica_IsTheSameForServerAndDatabase()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync("REPLICAOF 127.0.0.1 1");
        await using ConnectionMultiplexer library = await redis.ConnectAsync();
        IServer server = library.GetServers()[0];

        Exception?[] failures =
        [
            await Assert.CatchAsync(async () => await server.ExecuteAsync("GETEX", ["k"], CommandFlags.DemandMaster)),
            await Assert.CatchAsync(async () => await library.GetDatabase().ExecuteAsync("GETEX", ["k"], CommandFlags.DemandMaster)),
        ];

        Assert.That(failures.Select(failure => RedisFailures.Of(failure!).ToString()), Is.All.EqualTo("Unreachable"));
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_ServerNeverThereThenStarted_ThrowsThenWorks()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.KillAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node(options => options.OperationTimeout = Impatience, TimeProvider.System);

        // The first calls may end before the first connection was refused, and say only that there is no answer.
        await Until.TrueAsync(async () => await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default)), _ => fixture.Log.Ids.Contains(201));
        await redis.StartAgainAsync();

        Assert.That(fixture.Log.Ids, Is.All.InRange(201, 202));
        await WorksAsync(store, fixture);
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Calls_ServerKilledAndRestarted_ThrowThenWork()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        SessionRecord record = fixture.New();
        await fixture.Node().TryCreateAsync(record, default);
        RedisSessionStore store = await fixture.ConnectedAsync(Impatience);
        await redis.KillAsync();

        await ThrowsAsync(async () => await store.FindAsync(record.Id, default));
        await ThrowsAsync(async () => await store.TryCreateAsync(fixture.New(), default));
        await ThrowsAsync(async () => await store.TryReplaceAsync(StoreFixture.Next(record), default));
        await ThrowsAsync(async () => await store.RemoveAsync(record.Id, null, default));
        await ThrowsAsync(async () => await StoreFixture.ListAsync(store));
        await ThrowsAsync(async () => await store.RemoveAllAsync("alice", null, default));
        await redis.StartAgainAsync();

        Assert.That(fixture.Log.Ids.Where(id => id != AnswersAgain), Is.All.InRange(201, 202));
        await WorksAsync(store, fixture);
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_ServerPaused_TimesOut()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = await fixture.ConnectedAsync(Impatience);
        await redis.SayAsync("CLIENT PAUSE 600000 ALL");

        SessionStoreException exception = await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));

        Assert.That(exception.InnerException, Is.InstanceOf<TimeoutException>());
        Assert.That(fixture.Log.Ids, Does.Contain(202));
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Calls_ServerLoading_SaySo()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024");
        await using var fixture = new StoreFixture(redis.EndPoint);
        SessionRecord record = fixture.New();
        await fixture.Node().TryCreateAsync(record, default);
        RedisSessionStore store = await fixture.ConnectedAsync(Impatience);
        await redis.SayAsync("EVAL \"for i = 1, 5000 do redis.call('SET', 'other' .. i, string.rep('x', 1000)) end\" 0");
        await redis.SayAsync("SAVE");
        await redis.KillAsync();
        await redis.StartAgainAsync(wait: false);

        await Until.TrueAsync(() => redis.SayAsync("PING"), answer => answer.StartsWith("-LOADING", StringComparison.Ordinal));
        await ThrowsAsync(async () => await store.FindAsync(record.Id, default));
        await Until.TrueAsync(() => TryFindAsync(store, record.Id), found => found);

        Assert.That(fixture.Log.Ids, Has.Some.EqualTo(203));
    }

    [Test]
    [Property("Requirement", "F-42")]
    [Property("Requirement", "F-10")]
    public async Task Calls_PrimaryBecameAReplica_AreRefusedAndNeverAnswered()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--replica-serve-stale-data", "yes");
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        // An address without a server: it keeps what it has and would answer from that.
        await redis.SayAsync("REPLICAOF 127.0.0.1 1");
        Assume.That(await redis.SayAsync($"GET {fixture.RecordKey(record.Id)}"), Does.StartWith("$"), "the copy is there and would be handed out");

        await ThrowsAsync(async () => await store.FindAsync(record.Id, default));
        await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));
        await ThrowsAsync(async () => await store.TryReplaceAsync(StoreFixture.Next(StoreFixture.Next(record)), default));
        await ThrowsAsync(async () => await store.RemoveAsync(fixture.New().Id, null, default));
        await ThrowsAsync(async () => await StoreFixture.ListAsync(store, "nobody"));
        await ThrowsAsync(async () => await store.RemoveAllAsync("nobody", null, default));

        Assert.That(fixture.Log.Ids, Is.All.InRange(201, 204));
        Assert.That(fixture.Log.Ids, Has.Some.EqualTo(204));
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_CommandTakenFromTheUser_IsAccessDenied()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync("ACL SETUSER app on >pass ~* &* +@all");
        await using var fixture = new StoreFixture(redis.EndPoint + ",user=app,password=pass");
        RedisSessionStore store = fixture.Node();
        await store.FindAsync(fixture.New().Id, default);
        await redis.SayAsync("ACL SETUSER app -getex");

        SessionStoreException find = await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));
        SessionStoreException remove = await ThrowsAsync(async () => await store.RemoveAsync(fixture.New().Id, null, default));

        Assert.That(new[] { find.Message, remove.Message }, Has.All.Contain("ACL"));
        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 206 }), "one line");
    }

    /// <summary>A connection says nothing about the keys.</summary>
    [Test]
    [Property("Requirement", "F-42")]
    public async Task Open_KeysRefused_TheOutageGoesOn()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync("ACL SETUSER app on >pass ~other:* &* +@all");
        await using var fixture = new StoreFixture(redis.EndPoint + ",user=app,password=pass");
        RedisSessionStore store = fixture.Node();
        await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));
        fixture.Time.Advance(TimeSpan.FromSeconds(10));

        await store.OpenAsync();
        int[] before = [.. fixture.Log.Ids];
        await redis.SayAsync("ACL SETUSER app ~*");
        await store.FindAsync(fixture.New().Id, default);

        Assert.That(before, Is.EqualTo(new[] { 206 }));
        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 206, AnswersAgain }));
    }

    [TestCase(",user=app,password=wrong")]
    [TestCase("")]
    [Property("Requirement", "F-42")]
    public async Task Find_WrongOrNoPassword_IsAccessDenied(string credentials)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await redis.SayAsync("ACL SETUSER app on >pass ~* &* +@all");
        await redis.SayAsync("ACL SETUSER default off");
        await using var fixture = new StoreFixture(redis.EndPoint + credentials);
        RedisSessionStore store = fixture.Node(options => options.OperationTimeout = Impatience, TimeProvider.System);

        SessionStoreException refused = await Until.TrueAsync(async () => await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default)), _ => fixture.Log.Ids.Contains(206));

        Assert.That(refused.Message, Does.Contain("ACL"));
        Assert.That(fixture.Log.Entries.Select(entry => entry.Text), Has.None.Contain("wrong"));
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task Create_MemoryFull_ThrowsAndLeavesNothingWhileTheRestGoesOn()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--maxmemory-policy", "noeviction");
        await using ConnectionMultiplexer look = await redis.ConnectAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        SessionRecord first = fixture.New();
        SessionRecord second = fixture.New();
        await store.TryCreateAsync(first, default);
        await store.TryCreateAsync(second, default);
        await redis.SayAsync("CONFIG SET maxmemory 1");

        await ThrowsAsync(async () => await store.TryCreateAsync(fixture.New("bob"), default));

        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 207 }));
        Assert.That(await look.GetDatabase().KeyExistsAsync(fixture.IndexKey("bob")), Is.False);
        Assert.That(await store.FindAsync(first.Id, default), Is.Not.Null);
        Assert.That(await store.TryReplaceAsync(StoreFixture.Next(first), default), Is.True);
        Assert.That(await StoreFixture.ListAsync(store), Has.Count.EqualTo(2));
        Assert.That(await store.RemoveAsync(first.Id, null, default), Is.True);
        Assert.That(await store.RemoveAllAsync("alice", null, default), Is.EqualTo(1));
        Assert.That(await store.FindAsync(second.Id, default), Is.Null);
    }

    [TestCase(Backend.Garnet)]
    [TestCase(Backend.Redis)]
    [TestCase(Backend.Cluster)]
    [Property("Requirement", "F-29")]
    [Property("Requirement", "F-42")]
    public async Task Calls_AnotherTypeUnderTheKey_AreWrongTypeAndOthersUnaffected(Backend backend)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        SessionRecord other = fixture.New();
        await store.TryCreateAsync(other, default);
        await look.GetDatabase().ListRightPushAsync(fixture.RecordKey(record.Id), "not ours");

        SessionStoreException[] refused =
        [
            await ThrowsAsync(async () => await store.FindAsync(record.Id, default)),
            await ThrowsAsync(async () => await store.TryReplaceAsync(StoreFixture.Next(record), default)),
            await ThrowsAsync(async () => await store.RemoveAsync(record.Id, null, default)),
        ];

        Assert.That(refused.Select(exception => exception.Message), Has.All.Contain("not a session"));
        Assert.That(fixture.Log.Ids.Where(id => id != 222), Is.EqualTo(new[] { 208 }), "one line");
        // Garnet keeps lists beside strings and lets both have one name.
        if (backend != Backend.Garnet)
            Assert.That(await store.TryCreateAsync(record, default), Is.False);
        Assert.That(await look.GetDatabase().ListLengthAsync(fixture.RecordKey(record.Id)), Is.EqualTo(1));
        Assert.That(await StoreFixture.ListAsync(store), Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_ServerBusyWithAScript_SaysSoAndComesBack()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--busy-reply-threshold", "50");
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        await store.FindAsync(fixture.New().Id, default);
        Task<string> endless = redis.SayAsync("EVAL \"while true do end\" 0");
        await Until.TrueAsync(() => redis.SayAsync("PING"), answer => answer.StartsWith("-BUSY", StringComparison.Ordinal));

        await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));
        await redis.SayAsync("SCRIPT KILL");
        await endless;

        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 209 }));
        await WorksAsync(store, fixture);
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Create_ScriptsForgotten_AreSentAgain()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        await WorksAsync(store, fixture);
        await redis.SayAsync("SCRIPT FLUSH");

        await WorksAsync(store, fixture);

        Assert.That(fixture.Log.Entries, Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Calls_TooFewReplicas_AreRefused()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--min-replicas-to-write", "1");
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();

        SessionStoreException create = await ThrowsAsync(async () => await store.TryCreateAsync(fixture.New(), default));
        SessionStoreException find = await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));

        Assert.That(new[] { create.Message, find.Message }, Has.All.Contain("too few replicas"));
        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 211 }), "one line");
    }

    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_ClusterWithoutSlots_IsClusterDown()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--cluster-enabled", "yes");
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();

        await ThrowsAsync(async () => await store.FindAsync(fixture.New().Id, default));

        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 210 }));
    }

    private static async Task<SessionStoreException> ThrowsAsync(Func<Task> call)
    {
        SessionStoreException? exception = await Assert.ThrowsAsync<SessionStoreException>(() => call());
        Assert.That(exception!.InnerException, Is.Not.Null);
        return exception;
    }

    private static async Task<bool> TryFindAsync(RedisSessionStore store, SessionId id)
    {
        try
        {
            return await store.FindAsync(id, default) is not null;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    private static async Task WorksAsync(RedisSessionStore store, StoreFixture fixture) =>
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    SessionRecord record = fixture.New();
                    return await store.TryCreateAsync(record, default)
                        && await store.TryReplaceAsync(StoreFixture.Next(record), default)
                        && await store.FindAsync(record.Id, default) is not null
                        && await store.RemoveAsync(record.Id, null, default);
                }
                catch (SessionStoreException)
                {
                    return false;
                }
            },
            works => works);
}
