using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>A server that evicts keys may lose the list of a subject while its sessions are there. A renewal adds the session again.</summary>
[TestFixture]
[Property("Requirement", "M-15")]
[Property("Requirement", "F-28")]
public sealed class EvictionTests
{
    private const int Subjects = 60;
    private const int SessionsOfEach = 4;

    [TestCase("allkeys-lru")]
    [TestCase("volatile-lru")]
    public async Task RemoveAll_ListsWereEvictedAndSessionsRenewed_EndsEverySession(string policy)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--maxmemory-policy", policy);
        await using ConnectionMultiplexer look = await redis.ConnectAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        List<SessionRecord> records = [];
        for (int i = 0; i < Subjects * SessionsOfEach; i++)
        {
            SessionRecord record = fixture.New($"user{i % Subjects}");
            await store.TryCreateAsync(record, default);
            records.Add(record);
        }

        await EvictAsync(redis, look, fixture);
        SessionRecord[] left = [.. await LiveAsync(store, records)];
        string[] lost = [.. await LostAsync(look, fixture)];
        Assert.That(lost, Is.Not.Empty, "lists that were evicted");
        Assert.That(left.Select(record => record.Subject).Intersect(lost), Is.Not.Empty, "sessions that no list contains");

        foreach (SessionRecord record in left)
            Assert.That(await store.TryReplaceAsync(StoreFixture.Next(record), default), Is.True);
        foreach (string subject in records.Select(record => record.Subject).Distinct())
            await store.RemoveAllAsync(subject, null, default);

        Assert.That(await LiveAsync(store, records), Is.Empty);
        Assert.That(fixture.Log.Entries.Single(entry => entry.Id == 221).Text, Does.Contain(policy).And.Contain("log out everywhere"));
    }

    [TestCase("allkeys-lru")]
    [TestCase("volatile-lru")]
    public async Task RevokeAll_ListsWereEvicted_EndsEverySessionAtItsNextRenewal(string policy)
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--maxmemory-policy", policy);
        await using ConnectionMultiplexer look = await redis.ConnectAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        await using ServiceProvider services = Services(redis.EndPoint, fixture);
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        List<IssuedCredential> sessions = [];
        for (int i = 0; i < Subjects * SessionsOfEach; i++)
            sessions.Add(await strategy.IssueAsync(TestPrincipals.Of($"user{i % Subjects}")));
        // What the library keeps beside the sessions stays: the loss of it ends sessions in another way, which is not what is tested here.
        Dictionary<RedisKey, byte[]> kept = await SystemRecordsAsync(look, fixture, sessions);
        await EvictAsync(redis, look, fixture);
        foreach ((RedisKey key, byte[] value) in kept)
        {
            if (!await look.GetDatabase().KeyExistsAsync(key))
                await look.GetDatabase().KeyRestoreAsync(key, value);
        }

        string[] lost = [.. await LostAsync(look, fixture)];
        ISessionDirectory directory = services.GetRequiredService<ISessionDirectory>();

        for (int i = 0; i < Subjects; i++)
            await directory.RevokeAllAsync($"user{i}");

        bool[] left = await Task.WhenAll(sessions.Select(session => look.GetDatabase().KeyExistsAsync(fixture.RecordKey(session.SessionId!.Value))));
        Assert.That(left, Has.Some.True, $"sessions that no list contained, of {lost.Length} subjects");
        fixture.Time.Advance(TimeSpan.FromMinutes(20));
        foreach (IssuedCredential session in sessions)
            Assert.That((await strategy.AuthenticateAsync(session.Value)).Succeeded, Is.False);
        left = await Task.WhenAll(sessions.Select(session => look.GetDatabase().KeyExistsAsync(fixture.RecordKey(session.SessionId!.Value))));
        Assert.That(left, Has.None.True, "and their records are removed");
        IssuedCredential later = await strategy.IssueAsync(TestPrincipals.Of("user1"));
        fixture.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.That((await strategy.AuthenticateAsync(later.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task GetService_Eviction_IsAlwaysPossible()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Redis);

        Assert.That(fixture.Node().GetService<IEvictingSessionStore>()!.MayEvict, Is.True);
    }

    [Test]
    public async Task Replace_ListIsThere_AddsNothingTwice()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Redis);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Redis);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);

        await store.TryReplaceAsync(StoreFixture.Next(record), default);

        Assert.That(await look.GetDatabase().SortedSetLengthAsync(fixture.IndexKey("alice")), Is.EqualTo(1));
        await store.RemoveAsync(record.Id, null, default);
        Assert.That(await look.GetDatabase().KeyExistsAsync(fixture.IndexKey("alice")), Is.False, "the entry of the creation, not another one");
    }

    private static ServiceProvider Services(string endPoint, StoreFixture fixture)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(fixture.Time);
        services.AddAuthStrategy().AddSession().UseRedis(o => (o.Configuration, o.KeyPrefix, o.OperationTimeout) = (endPoint, fixture.Prefix, TimeLimits.Generous));
        return services.BuildServiceProvider();
    }

    private static async Task<Dictionary<RedisKey, byte[]>> SystemRecordsAsync(ConnectionMultiplexer look, StoreFixture fixture, IEnumerable<IssuedCredential> sessions)
    {
        HashSet<string> ofSessions = [.. sessions.Select(session => fixture.RecordKey(session.SessionId!.Value).ToString())];
        Dictionary<RedisKey, byte[]> records = [];
        await foreach (RedisKey key in look.GetServers()[0].KeysAsync(pattern: "*"))
        {
            if (!ofSessions.Contains(key.ToString()) && await look.GetDatabase().KeyTypeAsync(key) == RedisType.String)
                records.Add(key, (await look.GetDatabase().KeyDumpAsync(key))!);
        }

        return records;
    }

    /// <summary>Lowers the memory until lists are gone and sessions are left. Then nothing more is evicted.</summary>
    private static async Task EvictAsync(RedisProcess redis, ConnectionMultiplexer look, StoreFixture fixture)
    {
        // The server knows the use of a key to the second, and evicts the least recently used first: let these be the lists.
        await Task.Delay(TimeSpan.FromSeconds(2));
        HashSet<string> lists = [.. Enumerable.Range(0, Subjects).Select(i => fixture.IndexKey($"user{i}").ToString())];
        await foreach (RedisKey key in look.GetServers()[0].KeysAsync(pattern: "*"))
        {
            if (!lists.Contains(key.ToString()))
                await look.GetDatabase().KeyTouchAsync(key);
        }

        string used = (await redis.SayAsync("INFO memory")).Split("\r\n").Single(line => line.StartsWith("used_memory:", StringComparison.Ordinal))["used_memory:".Length..];
        for (long limit = long.Parse(used, System.Globalization.CultureInfo.InvariantCulture); !(await LostAsync(look, fixture)).Any(); limit -= 2_000)
        {
            await redis.SayAsync($"CONFIG SET maxmemory {limit}");
            await redis.SayAsync("GET nothing");
            await redis.SayAsync("SET something x");
        }

        await redis.SayAsync("CONFIG SET maxmemory 0");
    }

    private static async Task<IEnumerable<string>> LostAsync(ConnectionMultiplexer look, StoreFixture fixture)
    {
        string[] subjects = [.. Enumerable.Range(0, Subjects).Select(i => $"user{i}")];
        bool[] there = await Task.WhenAll(subjects.Select(subject => look.GetDatabase().KeyExistsAsync(fixture.IndexKey(subject))));
        return subjects.Where((_, i) => !there[i]);
    }

    private static async Task<List<SessionRecord>> LiveAsync(RedisSessionStore store, List<SessionRecord> records)
    {
        List<SessionRecord> live = [];
        foreach (SessionRecord record in records)
        {
            if (await store.FindAsync(record.Id, default) is { } found)
                live.Add(found);
        }

        return live;
    }
}
