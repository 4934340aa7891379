using AuthStrategies.Tests.Stores;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.InMemory;

/// <summary>Random calls beside a plain dictionary that does the same: both must always agree.</summary>
public sealed class InMemorySessionStoreModelTests
{
    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
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
        var h = new SessionStoreHarness(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 1_000_000 }), _time), _time);
        _model.Clear();

        for (int step = 0; step < 100_000; step++)
            await CallAsync(h, random, names[random.Next(ids)], "subject-" + random.Next(subjects));

        await h.Store.RemoveExpiredAsync(h.Now, int.MaxValue, default);
        DropDue();
        Assert.That(((InMemorySessionStore)h.Store).Count, Is.EqualTo(_model.Count));
        foreach (SessionRecord record in _model.Values)
            Check.Same(record, await h.Store.FindAsync(record.Id, default), "found");
    }

    private async Task CallAsync(SessionStoreHarness h, Random random, SessionId id, string subject)
    {
        // What is due may or may not have been dropped yet; the model drops it at once, so the store is told to as well.
        await h.Store.RemoveExpiredAsync(h.Now, int.MaxValue, default);
        DropDue();
        SessionRecord? stored = _model.GetValueOrDefault(id);
        switch (random.Next(100))
        {
            case < 40:
                SessionRecord fresh = h.New(subject, id, TimeSpan.FromSeconds(random.Next(1, 20_000)));
                Check.Equal(_model.TryAdd(id, fresh), await h.Store.TryCreateAsync(fresh, default), "creating");
                break;
            case < 60 when stored is not null:
                SessionRecord next = SessionStoreHarness.Next(stored, h.Now.AddSeconds(random.Next(1, 20_000)));
                Check.Equal(true, await h.Store.TryReplaceAsync(_model[id] = next, default), "replacing");
                break;
            case < 65 when stored is not null:
                var late = new SessionRecord(id, stored.Subject, stored.ExpiresAt, stored.EndsAt, stored.Version + 2, default);
                Check.Equal(false, await h.Store.TryReplaceAsync(late, default), "replacing by another version");
                break;
            case < 80:
                Check.Equal(_model.Remove(id), await h.Store.RemoveAsync(id, null, default), "removing");
                break;
            case < 90:
                List<SessionRecord> listed = await h.ListAsync(subject);
                Check.Equal(_model.Values.Count(r => r.Subject == subject), listed.Count, "listed");
                Check.That(listed.All(r => ReferenceEquals(r, _model[r.Id])), "another version was listed");
                break;
            case < 92:
                SessionId[] own = [.. _model.Values.Where(r => r.Subject == subject && r.Id != id).Select(r => r.Id)];
                Check.Equal(own.Length, await h.Store.RemoveAllAsync(subject, id, default), "removing all but one");
                Array.ForEach(own, one => _model.Remove(one));
                break;
            case < 95:
                _time.Advance(TimeSpan.FromSeconds(random.Next(1, 200)));
                break;
            default:
                Check.That(ReferenceEquals(stored, await h.Store.FindAsync(id, default)), "another version was found");
                break;
        }
    }

    private void DropDue()
    {
        foreach (SessionRecord due in _model.Values.Where(r => r.ExpiresAt <= _time.GetUtcNow()).ToArray())
            _model.Remove(due.Id);
    }
}
