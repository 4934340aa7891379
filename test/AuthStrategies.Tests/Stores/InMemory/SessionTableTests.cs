using AuthStrategies.Stores.InMemory;
using AuthStrategies.Testing;
using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Stores;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Stores.InMemory;

/// <summary>Hashes choose a place. They never decide which session it is.</summary>
public sealed class SessionTableTests
{
    private readonly SettableTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Test]
    [Property("Requirement", "S-07")]
    public async Task ListAsync_SubjectsOfEqualHash_AreTold()
    {
        string[] alike = [.. Enumerable.Range(0, 500_000).Select(i => "subject-" + i).GroupBy(s => s.GetHashCode(StringComparison.Ordinal)).First(g => g.Count() > 1)];
        StoreUnderTest h = Harness();
        await h.AddAsync(h.New(alike[0]));

        Assert.That(await h.ListAsync(alike[1]), Is.Empty);
        Assert.That(await h.Store.RemoveAllAsync(alike[1], null, default), Is.Zero);
        Assert.That(await h.ListAsync(alike[0]), Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task FindAsync_IdsOfEqualTagInOneShard_AreTold()
    {
        var random = new Random(1);
        SessionId[] alike = [.. Enumerable.Range(0, 1_000_000).Select(_ => NextId(random)).GroupBy(ShardAndTag).First(g => g.Count() > 1)];
        StoreUnderTest h = Harness();
        SessionRecord first = await h.AddAsync(h.New("alice", alike[0]));

        Assert.That(await h.Store.FindAsync(alike[1], default), Is.Null);
        Assert.That(await h.Store.RemoveAsync(alike[1], null, default), Is.False);
        SessionRecord second = await h.AddAsync(h.New("bob", alike[1]));
        await h.IsThereAsync(first);
        Assert.That(await h.Store.RemoveAsync(first.Id, null, default), Is.True);
        await h.IsThereAsync(second);
    }

    private static SessionId NextId(Random random)
    {
        byte[] bytes = new byte[SessionId.Size];
        random.NextBytes(bytes);
        return new(bytes);
    }

    // The smallest store has 16 shards, chosen by the low bits of the hash's upper half.
    private static ulong ShardAndTag(SessionId id) => new TableKey(id).Hash & 0xF_FFFF_FFFF;

    private StoreUnderTest Harness() => Bench.Of(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 100 }), _time), _time);
}
