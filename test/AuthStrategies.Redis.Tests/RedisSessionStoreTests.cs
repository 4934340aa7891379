using AuthStrategies.Redis.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

/// <summary>What this release cannot read is no session, and is left as it is until it is removed by its id.</summary>
[TestFixture(Backend.Garnet)]
[TestFixture(Backend.Redis)]
public sealed class RedisSessionStoreTests(Backend backend)
{
    [TestCase(0, 2)]
    [TestCase(33, 0x80)]
    [Property("Requirement", "F-29")]
    [Property("Requirement", "F-30")]
    public async Task Calls_RecordUnreadable_SayNoAndLeaveIt(int position, int value)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        SessionRecord other = fixture.New();
        await store.TryCreateAsync(record, default);
        await store.TryCreateAsync(other, default);
        byte[] changed = await ChangeAsync(look, fixture.RecordKey(record.Id), position, value);

        SessionRecord? found = await store.FindAsync(record.Id, default);
        bool created = await store.TryCreateAsync(record, default);
        bool replaced = position == 0 && await store.TryReplaceAsync(StoreFixture.Next(record), default);
        IReadOnlyList<SessionRecord> listed = await StoreFixture.ListAsync(store);

        Assert.That(found, Is.Null);
        Assert.That(created || replaced, Is.False);
        Assert.That(listed.Select(r => r.Id), Is.EqualTo(new[] { other.Id }));
        Assert.That((byte[]?)await look.GetDatabase().StringGetAsync(fixture.RecordKey(record.Id)), Is.EqualTo(changed));
        Assert.That(fixture.Log.Ids, Has.Some.EqualTo(220));
        Assert.That(fixture.Log.Entries.Select(entry => entry.Text), Has.None.Contain(fixture.Prefix).And.None.Contain("alice"));
    }

    [Test]
    [Property("Requirement", "F-30")]
    [Property("Requirement", "S-07")]
    public async Task RemoveAll_RecordOfANewerRelease_GoesToo()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        await ChangeAsync(look, fixture.RecordKey(record.Id), 0, 2);

        int removed = await store.RemoveAllAsync("alice", null, default);

        Assert.That(removed, Is.EqualTo(1));
        Assert.That(await look.GetDatabase().KeyExistsAsync(fixture.RecordKey(record.Id)), Is.False);
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task Remove_RecordOfANewerRelease_GoesByItsVersion()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        await ChangeAsync(look, fixture.RecordKey(record.Id), 0, 2);

        bool another = await store.RemoveAsync(record.Id, 2, default);
        bool removed = await store.RemoveAsync(record.Id, 1, default);

        Assert.That(another, Is.False);
        Assert.That(removed, Is.True);
    }

    private static async Task<byte[]> ChangeAsync(ConnectionMultiplexer look, RedisKey key, int position, int value)
    {
        byte[] bytes = (await look.GetDatabase().StringGetAsync(key))!;
        bytes[position] = (byte)value;
        await look.GetDatabase().StringSetAsync(key, bytes);
        return bytes;
    }
}
