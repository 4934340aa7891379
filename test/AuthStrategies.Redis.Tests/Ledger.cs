using System.Collections.Concurrent;

namespace AuthStrategies.Redis.Tests;

/// <summary>
/// Logs in, renews and logs out while a server is ill-treated, and remembers what was answered. What was answered must be so
/// later; what was not answered may be either, but whole.
/// </summary>
internal sealed class Ledger(StoreFixture fixture, RedisSessionStore store)
{
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _there = [];
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _gone = [];
    private int _failures;

    public int Failures => _failures;

    public int Answered => _there.Count + _gone.Count;

    /// <summary>Works until told to stop.</summary>
    public async Task WorkAsync(int worker, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LifeAsync($"subject-{worker}");
            }
            catch (SessionStoreException)
            {
                Interlocked.Increment(ref _failures);
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    /// <summary>Holds what is there now against what was answered.</summary>
    public async Task CheckAsync(RedisSessionStore later)
    {
        foreach (SessionRecord record in _gone.Values)
            Assert.That(await later.FindAsync(record.Id, default), Is.Null, "what was removed stays removed");
        foreach (SessionRecord record in _there.Values)
        {
            SessionRecord? found = await later.FindAsync(record.Id, default);
            Assert.That(found, Is.Not.Null, "what was created is there");
            Assert.That(found!.Version, Is.EqualTo(record.Version).Or.EqualTo(record.Version + 1), "a renewal that was answered holds; one that was not may");
            Assert.That((await StoreFixture.ListAsync(later, record.Subject)).Count(listed => listed.Id == record.Id), Is.EqualTo(1), "what is found is listed");
        }
    }

    private async Task LifeAsync(string subject)
    {
        SessionRecord record = fixture.New(subject);
        if (!await store.TryCreateAsync(record, default))
            throw new InvalidOperationException("A new id was refused.");
        _there[record.Id] = record;
        SessionRecord next = StoreFixture.Next(record);
        if (await store.TryReplaceAsync(next, default))
            _there[record.Id] = next;
        if (record.Id.GetHashCode() % 3 == 0)
            return;

        // From here on it is unknown until the answer is there.
        _there.TryRemove(record.Id, out _);
        await store.RemoveAsync(record.Id, null, default);
        _gone[record.Id] = record;
    }
}
