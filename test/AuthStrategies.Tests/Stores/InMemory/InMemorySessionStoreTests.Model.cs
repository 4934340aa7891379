using AuthStrategies.Testing;
using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Stores;
using AuthStrategies.Tests.Stores.InMemory;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Stores.InMemory;

/// <summary>Random calls beside a plain dictionary that does the same: both must always agree.</summary>
public sealed partial class InMemorySessionStoreTests
{
    private readonly Dictionary<SessionId, SessionRecord> _model = [];

    [TestCase(1, 20, 5)]
    [TestCase(2, 300, 40)]
    [TestCase(3, 3000, 1)]
    [TestCase(4, 3000, 3000)]
    [TestCase(5, 10, 10)]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "S-07")]
    public async Task AnyCalls_BesideAModel_AgreeWithIt(int seed, int ids, int subjects)
    {
        var random = new Random(seed);
        // Neighbouring numbers as ids: the worst case for a hash table that trusts ids to be random.
        SessionId[] names = [.. Enumerable.Range(1, ids).Select(i => new SessionId([.. BitConverter.GetBytes(0L), .. BitConverter.GetBytes((long)i)]))];
        var h = Bench.Of(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 1_000_000 }), _time), _time);
        _model.Clear();

        for (int step = 0; step < 100_000; step++)
            await CallAsync(h, random, names[random.Next(ids)], "subject-" + random.Next(subjects));

        Assert.That(((InMemorySessionStore)h.Store).Count, Is.EqualTo(_model.Count));
        foreach (SessionRecord record in _model.Values)
            Check.Same(record, await h.Store.FindAsync(record.Id, default), "found");
    }

    [Test]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "F-43")]
    public async Task AnyCallsAtOnce_ManyIdsAndSubjects_TableIndexAndExpiryAgree()
    {
        var store = new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 3000 }), _time);
        var h = Bench.Of(store, _time);
        SessionId[] names = [.. Enumerable.Range(0, 4000).Select(_ => StoreUnderTest.NewId())];

        int[] balances = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(worker => (Func<Task<int>>)(async () =>
        {
            var random = new Random(worker);
            int balance = 0;
            for (int i = 0; i < 50_000; i++)
                balance += await WriteAsync(h, random, names[random.Next(names.Length)], "subject-" + random.Next(700));
            return balance;
        })));

        List<SessionRecord> listed = [];
        for (int subject = 0; subject < 700; subject++)
            listed.AddRange(await h.ListAsync("subject-" + subject));
        Assert.That(listed, Has.Count.EqualTo(balances.Sum()).And.Count.EqualTo(store.Count));
        foreach (SessionRecord record in listed)
            Assert.That(await store.FindAsync(record.Id, default), Is.SameAs(record));
        Assert.That(await store.RemoveExpiredAsync(DateTimeOffset.MaxValue, int.MaxValue, default), Is.EqualTo(listed.Count));
        Assert.That(store.Count, Is.Zero);
    }

    [Test]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "S-07")]
    public async Task RemoveAsync_IdIsTakenByAnotherSubject_NothingIsLeftBehind()
    {
        var store = new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), _time);
        var h = Bench.Of(store, _time);
        SessionId id = StoreUnderTest.NewId();
        SessionRecord[] records = [.. Enumerable.Range(0, 20).Select(i => h.New("subject-" + i, id))];

        int[] balances = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(worker => (Func<Task<int>>)(async () =>
        {
            int balance = 0;
            for (int i = 0; i < 300_000; i++)
            {
                balance += await store.TryCreateAsync(records[(i + (worker * 5)) % records.Length], default) ? 1 : 0;
                balance -= await store.RemoveAsync(id, null, default) ? 1 : 0;
            }

            return balance;
        })));

        Assert.That(balances.Sum(), Is.EqualTo(store.Count));
        await store.RemoveAsync(id, null, default);
        Assert.That(store.Count, Is.Zero);
        foreach (SessionRecord record in records)
            Assert.That(await h.ListAsync(record.Subject), Is.Empty);
    }

    /// <returns>How many records there are more than before.</returns>
    private static async Task<int> WriteAsync(StoreUnderTest h, Random random, SessionId id, string subject)
    {
        try
        {
            return random.Next(100) switch
            {
                < 50 => await h.Store.TryCreateAsync(h.New(subject, id, TimeSpan.FromSeconds(random.Next(1, 1000))), default) ? 1 : 0,
                < 70 => await RenewAsync(h, id, h.Now.AddSeconds(random.Next(1, 1000))),
                < 90 => await h.Store.RemoveAsync(id, null, default) ? -1 : 0,
                < 95 => -await h.Store.RemoveAllAsync(subject, id, default),
                _ => -await h.Store.RemoveExpiredAsync(h.Now.AddSeconds(random.Next(0, 500)), 5, default),
            };
        }
        catch (Exception refused) when (refused is SessionStoreException or ArgumentException)
        {
            // Full, or created anew for another subject between the look and the write.
            return 0;
        }
    }

    private static async Task<int> RenewAsync(StoreUnderTest h, SessionId id, DateTimeOffset expiresAt)
    {
        if (await h.Store.FindAsync(id, default) is { } seen)
            await h.Store.TryReplaceAsync(StoreUnderTest.Next(seen, expiresAt), default);
        return 0;
    }

    private async Task CallAsync(StoreUnderTest h, Random random, SessionId id, string subject)
    {
        SessionRecord? stored = _model.GetValueOrDefault(id);
        switch (random.Next(100))
        {
            case < 40:
                SessionRecord fresh = h.New(subject, id, TimeSpan.FromSeconds(random.Next(1, 20_000)));
                Check.Equal(_model.TryAdd(id, fresh), await h.Store.TryCreateAsync(fresh, default), "creating");
                break;
            case < 60 when stored is not null:
                SessionRecord next = StoreUnderTest.Next(stored, h.Now.AddSeconds(random.Next(1, 20_000)));
                Check.Equal(true, await h.Store.TryReplaceAsync(_model[id] = next, default), "replacing");
                break;
            case < 65 when stored is not null:
                SessionRecord late = new() { Id = id, Subject = stored.Subject, ExpiresAt = stored.ExpiresAt, AbsoluteExpiresAt = stored.AbsoluteExpiresAt, Version = stored.Version + 2, Payload = default };
                Check.Equal(false, await h.Store.TryReplaceAsync(late, default), "replacing by another version");
                break;
            case < 80:
                Check.Equal(_model.Remove(id), await h.Store.RemoveAsync(id, null, default), "removing");
                break;
            case < 90:
                IReadOnlyList<SessionRecord> listed = await h.ListAsync(subject);
                Check.Equal(_model.Values.Count(r => r.Subject == subject), listed.Count, "listed");
                Check.That(listed.All(r => ReferenceEquals(r, _model[r.Id])), "another version was listed");
                break;
            case < 92:
                SessionId[] own = [.. _model.Values.Where(r => r.Subject == subject && r.Id != id).Select(r => r.Id)];
                Check.Equal(own.Length, await h.Store.RemoveAllAsync(subject, id, default), "removing all but one");
                Array.ForEach(own, one => _model.Remove(one));
                break;
            case < 95:
                // What is due may or may not have been dropped yet; the model drops it at once, so the store is told to as well.
                _time.Advance(TimeSpan.FromSeconds(random.Next(1, 200)));
                Check.Equal(DropDue(), await h.Store.RemoveExpiredAsync(h.Now, int.MaxValue, default), "swept");
                break;
            default:
                Check.That(ReferenceEquals(stored, await h.Store.FindAsync(id, default)), "another version was found");
                break;
        }
    }

    private int DropDue() => _model.Values.Where(r => r.ExpiresAt <= _time.GetUtcNow()).ToArray().Count(due => _model.Remove(due.Id));
}
