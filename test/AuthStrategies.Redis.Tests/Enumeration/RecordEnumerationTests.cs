using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Enumeration;

/// <summary>The list of all sessions is the list of the database that the store uses.</summary>
[TestFixture]
public sealed class RecordEnumerationTests
{
    [TestCase(0, 5)]
    [TestCase(3, 0)]
    [TestCase(3, 5)]
    public async Task List_ConnectionUsedAnotherDatabaseLast_IsOfTheStoresDatabase(int database, int other)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer own = await redis.ConnectAsync($",defaultDatabase={database}");
        await using var fixture = new StoreFixture(redis.EndPoint);
#pragma warning disable CA2025 // A completed task.
        Task<IConnectionMultiplexer> opened = Task.FromResult<IConnectionMultiplexer>(own);
#pragma warning restore CA2025
        RedisSessionStore store = fixture.Node(options => (options.Configuration, options.ConnectionMultiplexerFactory) = (null, () => opened));
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        await own.GetDatabase(other).StringSetAsync(fixture.RecordKey(fixture.New().Id), "of another application");

        SessionPage page = await store.GetService<ISessionEnumerator>()!.ListAllAsync(null, 100, default);

        Assert.That(page.Records.Select(listed => listed.Id), Is.EqualTo(new[] { record.Id }));
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null, "the connection's database for later commands");
    }
}
