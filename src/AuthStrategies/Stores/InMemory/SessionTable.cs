using System.Numerics;

namespace AuthStrategies.Stores.InMemory;

/// <summary>The data of the in-memory store: a table by id, an index by subject and an order by expiry that always agree.</summary>
/// <remarks>
/// Every write happens under its subject's stripe lock and, inside it, the id's shard lock. Locks are taken only in this
/// order, one of each kind, and only for a few steps.
/// </remarks>
// Past 250 lines, because the order of the locks is one rule: split over two classes, neither would show it.
internal sealed class SessionTable
{
    /// <summary>How many due records a create removes: more than the one it adds, so that expired records never outnumber live ones.</summary>
    private const int StepsPerCreate = 2;

    /// <summary>How many due records a sweep removes before it releases the stripe's lock: a few tens of microseconds.</summary>
    private const int StepsPerLock = 32;

    /// <summary>So few records per stripe and shard that growing one of them takes a few tens of microseconds.</summary>
    private const int RecordsPerPart = 2048;

    private readonly SessionCapacity _capacity;
    private readonly SubjectStripe[] _stripes;
    private int _systemRecords;
    private readonly TableShard[] _shards;

    public SessionTable(int capacity)
    {
        int parts = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)capacity / RecordsPerPart), 16, 4096);
        _capacity = new(capacity);
        _stripes = new SubjectStripe[parts];
        _shards = new TableShard[parts];
        for (int i = 0; i < parts; i++)
            (_stripes[i], _shards[i]) = (new(), new());
    }

    public int Capacity => _capacity.Capacity;

    public int Count => _capacity.Taken;

    /// <summary>How many of the records are no sessions.</summary>
    public int SystemCount => Volatile.Read(ref _systemRecords);

    /// <summary>The number of slots in all structures together; tests check that it stays in proportion.</summary>
    public int Length => _stripes.Sum(s => s.Length) + _shards.Sum(s => s.Length);

    public SessionRecord? Find(SessionId id)
    {
        var key = new TableKey(id);
        return ShardOf(key).Find(key);
    }

    public CreateOutcome Create(SessionRecord record, DateTimeOffset now)
    {
        CreateOutcome outcome = TryCreate(record, now);
        while (outcome == CreateOutcome.Full && RemoveExpired(now, StepsPerLock, CancellationToken.None) > 0)
            outcome = TryCreate(record, now);

        // Another call may have removed the due records in the meantime and made space.
        return outcome == CreateOutcome.Full ? TryCreate(record, now) : outcome;
    }

    public ReplaceOutcome Replace(SessionRecord record)
    {
        var key = new TableKey(record.Id);
        TableShard shard = ShardOf(key);
        SubjectStripe stripe = StripeOf(HashOf(record.Subject));
        lock (stripe.Lock)
        {
            lock (shard.Lock)
            {
                int index = shard.IndexOf(key);
                if (index < 0)
                    return ReplaceOutcome.Superseded;
                if (!IsSameSession(shard.RecordAt(index), record))
                    return ReplaceOutcome.Foreign;
                if (shard.RecordAt(index).Version != record.Version - 1)
                    return ReplaceOutcome.Superseded;

                stripe.Replace(shard.NodeAt(index), record);
                shard.Replace(index, record);
                return ReplaceOutcome.Replaced;
            }
        }
    }

    public bool Remove(SessionId id, long? ifVersion)
    {
        var key = new TableKey(id);
        TableShard shard = ShardOf(key);
        while (shard.Find(key) is { } found)
        {
            if (TryRemove(shard, key, found.Subject, ifVersion) is { } removed)
                return removed;

            // While this call waited for the lock, the record was removed and created again for another subject: start again.
        }

        return false;
    }

    public List<SessionRecord> List(string subject)
    {
        uint hash = HashOf(subject);
        SubjectStripe stripe = StripeOf(hash);
        lock (stripe.Lock)
            return stripe.List(subject, hash);
    }

    public bool MayHaveMoreThan(string subject, int count)
    {
        uint hash = HashOf(subject);
        SubjectStripe stripe = StripeOf(hash);
        lock (stripe.Lock)
            return stripe.MayHaveMoreThan(subject, hash, count);
    }

    /// <summary>Lists records of all subjects from a position on.</summary>
    /// <param name="position">Where to start.</param>
    /// <param name="count">How many records to list at most.</param>
    /// <param name="next">Where to continue, or <see langword="null"/> at the end.</param>
    public List<SessionRecord> ListAll(TablePosition position, int count, out TablePosition? next)
    {
        var found = new List<SessionRecord>();
        for (int stripe = position.Stripe; stripe < _stripes.Length; stripe++)
        {
            int first = stripe == position.Stripe ? position.Node : 0;
            lock (_stripes[stripe].Lock)
                first = _stripes[stripe].ListFrom(first, count, found);
            if (found.Count < count)
                continue;

            next = new(stripe, first);
            return found;
        }

        next = null;
        return found;
    }

    public int RemoveAll(string subject, SessionId? except)
    {
        int removed = 0;
        uint hash = HashOf(subject);
        SubjectStripe stripe = StripeOf(hash);
        lock (stripe.Lock)
        {
            foreach (SessionRecord record in stripe.List(subject, hash))
            {
                if (record.Id == except)
                    continue;

                Remove(stripe, record);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Removes due records in short steps, up to <paramref name="batch"/>, until none is left or the caller cancels.</summary>
    public int RemoveExpired(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (SubjectStripe stripe in _stripes)
        {
            while (removed < batch && stripe.FirstDueTicks <= now.UtcTicks && !cancellationToken.IsCancellationRequested)
                removed += RemoveDue(stripe, now, Math.Min(batch - removed, StepsPerLock));
        }

        return removed;
    }

    private static bool IsSystem(SessionRecord record) => record.Subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal);

    private static uint HashOf(string subject) => (uint)subject.GetHashCode(StringComparison.Ordinal);

    private static bool IsSameSession(SessionRecord stored, SessionRecord next) =>
        string.Equals(stored.Subject, next.Subject, StringComparison.Ordinal) && stored.AbsoluteExpiresAt == next.AbsoluteExpiresAt;

    private TableShard ShardOf(TableKey key) => _shards[(int)(key.Hash >> 32) & (_shards.Length - 1)];

    private SubjectStripe StripeOf(uint subjectHash) => _stripes[subjectHash & (_stripes.Length - 1)];

    private CreateOutcome TryCreate(SessionRecord record, DateTimeOffset now)
    {
        var key = new TableKey(record.Id);
        TableShard shard = ShardOf(key);
        uint hash = HashOf(record.Subject);
        SubjectStripe stripe = StripeOf(hash);
        lock (stripe.Lock)
        {
            RemoveDue(stripe, now.UtcTicks, StepsPerCreate);
            stripe.EnsureRoom();
            lock (shard.Lock)
            {
                if (shard.IndexOf(key) >= 0)
                    return CreateOutcome.Exists;

                shard.EnsureRoom();
                if (!_capacity.TryTake())
                    return CreateOutcome.Full;

                shard.Add(record, key.Tag, stripe.Add(record, hash));
                if (IsSystem(record))
                    Interlocked.Increment(ref _systemRecords);
                return CreateOutcome.Created;
            }
        }
    }

    private int RemoveDue(SubjectStripe stripe, DateTimeOffset now, int steps)
    {
        lock (stripe.Lock)
            return RemoveDue(stripe, now.UtcTicks, steps);
    }

    /// <summary>The caller must own the stripe's lock.</summary>
    private int RemoveDue(SubjectStripe stripe, long nowTicks, int steps)
    {
        int removed = 0;
        for (int step = 0; step < steps && stripe.TryLookAtFirst(nowTicks, out SessionRecord? due); step++)
        {
            if (due is null)
                continue;

            Remove(stripe, due);
            removed++;
        }

        return removed;
    }

    /// <summary>Removes a record in its subject's stripe.</summary>
    /// <returns>Whether it was removed; <see langword="null"/> if the record belongs to another subject.</returns>
    private bool? TryRemove(TableShard shard, TableKey key, string subject, long? ifVersion)
    {
        SubjectStripe stripe = StripeOf(HashOf(subject));
        lock (stripe.Lock)
        {
            lock (shard.Lock)
            {
                int index = shard.IndexOf(key);
                if (index < 0)
                    return false;
                if (!string.Equals(shard.RecordAt(index).Subject, subject, StringComparison.Ordinal))
                    return null;
                if (ifVersion is { } version && shard.RecordAt(index).Version != version)
                    return false;

                RemoveAt(index, shard, stripe);
                return true;
            }
        }
    }

    /// <summary>Removes an existing record. The caller must own its stripe's lock, so that no other call can change the record.</summary>
    private void Remove(SubjectStripe stripe, SessionRecord record)
    {
        var key = new TableKey(record.Id);
        TableShard shard = ShardOf(key);
        lock (shard.Lock)
            RemoveAt(shard.IndexOf(key), shard, stripe);
    }

    /// <summary>The caller must own both locks.</summary>
    private void RemoveAt(int index, TableShard shard, SubjectStripe stripe)
    {
        if (IsSystem(shard.RecordAt(index)))
            Interlocked.Decrement(ref _systemRecords);
        stripe.Remove(shard.NodeAt(index));
        shard.RemoveAt(index);
        _capacity.GiveBack();
    }
}
