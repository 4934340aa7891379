using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>A replica that has lost its primary and is not to answer from old data (<c>replica-serve-stale-data no</c>).</summary>
[TestFixture]
public sealed class StaleReplicaTests
{
    private const int Unreachable = 201;
    private const int TimedOut = 202;
    private const int ReadOnly = 204;
    private const int PrimaryDown = 205;

    /// <summary>After a fail-over the old primary is a replica of the new one, which dies. Redis says READONLY first where a command by itself would write, as find does, and MASTERDOWN everywhere else.</summary>
    [TestCase("no", PrimaryDown)]
    [TestCase("yes", ReadOnly)]
    [Property("Requirement", "F-42")]
    [Property("Requirement", "F-10")]
    public async Task Calls_FailedOverAndTheNewPrimaryGone_ThrowAndSaySo(string readOnly, int find)
    {
        await using RedisProcess server = await RedisServers.StartAsync("--replica-serve-stale-data", "no", "--replica-read-only", readOnly);
        await using RedisProcess primary = await RedisServers.StartAsync("--replicaof", "127.0.0.1", $"{server.Port}");
        await LinkedAsync(primary);
        await using var fixture = new StoreFixture(server.EndPoint);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        await Until.TrueAsync(() => primary.SayAsync("DBSIZE"), size => size.StartsWith(":2", StringComparison.Ordinal));
        await primary.SayAsync("REPLICAOF NO ONE");
        await server.SayAsync($"REPLICAOF 127.0.0.1 {primary.Port}");
        await LinkedAsync(server);
        await primary.KillAsync();
        await Until.TrueAsync(() => server.SayAsync($"GET {fixture.RecordKey(record.Id)}"), answer => answer.StartsWith("-MASTERDOWN", StringComparison.Ordinal));

        SessionStoreException[] refused =
        [
            await ThrowsAsync(async () => await store.TryCreateAsync(fixture.New(), default)),
            await ThrowsAsync(async () => await store.TryReplaceAsync(StoreFixture.Next(record), default)),
            await ThrowsAsync(async () => await store.RemoveAsync(record.Id, null, default)),
            await ThrowsAsync(async () => await StoreFixture.ListAsync(store)),
            await ThrowsAsync(async () => await store.RemoveAllAsync("alice", null, default)),
        ];
        SessionStoreException notFound = await ThrowsAsync(async () => await store.FindAsync(record.Id, default));

        Assert.That(refused.Select(exception => exception.Message), Has.All.Contain("lost its primary"));
        Assert.That(notFound.Message, Does.Contain(find == ReadOnly ? "now a replica" : "lost its primary"));
        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { PrimaryDown, find }.Distinct()), "one line for each kind");
    }

    /// <summary>Where the client library knows that the server is a replica it asks it nothing: the store demands a primary, and there is none.</summary>
    [Test]
    [Property("Requirement", "F-42")]
    [Property("Requirement", "F-10")]
    public async Task Calls_KnownAsAReplica_AreNotEvenSent()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await RedisServers.StartAsync("--replica-serve-stale-data", "no", "--replicaof", "127.0.0.1", $"{primary.Port}");
        await LinkedAsync(replica);
        await primary.KillAsync();
        await using var fixture = new StoreFixture(replica.EndPoint);
        RedisSessionStore store = fixture.Node(options => options.OperationTimeout = TimeSpan.FromSeconds(1), TimeProvider.System);
        SessionRecord record = fixture.New();

        // The first calls may end before the library knows the server, and say only that there is no answer.
        await Until.TrueAsync(async () => await ThrowsAsync(async () => await store.FindAsync(record.Id, default)), _ => fixture.Log.Ids.Contains(Unreachable));
        await ThrowsAsync(async () => await store.TryCreateAsync(record, default));
        await ThrowsAsync(async () => await store.TryReplaceAsync(StoreFixture.Next(record), default));
        await ThrowsAsync(async () => await store.RemoveAsync(record.Id, null, default));
        await ThrowsAsync(async () => await StoreFixture.ListAsync(store));
        await ThrowsAsync(async () => await store.RemoveAllAsync("alice", null, default));

        Assert.That(fixture.Log.Ids, Is.All.EqualTo(Unreachable).Or.EqualTo(TimedOut));
        Assert.That(await replica.SayAsync("INFO commandstats"), Does.Contain("cmdstat_info").And.Not.Contain("cmdstat_getex").And.Not.Contain("cmdstat_eval"), "what the server was asked");
    }

    private static async Task LinkedAsync(RedisProcess replica) =>
        await Until.TrueAsync(() => replica.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));

    private static async Task<SessionStoreException> ThrowsAsync(Func<Task> call)
    {
        SessionStoreException? exception = await Assert.ThrowsAsync<SessionStoreException>(() => call());
        Assert.That(exception!.InnerException, Is.Not.Null);
        return exception;
    }
}
