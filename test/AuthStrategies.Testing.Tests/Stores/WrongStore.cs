using AuthStrategies.Testing.Records;

namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>
/// The plainest store there is, one dictionary and one lock, with one thing wrong: proves that the cases can fail. With
/// <see cref="Wrong.None"/> it is right, which proves that they don't depend on how a store is made.
/// </summary>
internal sealed partial class WrongStore(Wrong fault, WrongBackend? given = null) : ISessionStore
{
    private readonly WrongBackend _backend = given ?? new();
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, SessionRecord> _records = [];
    private readonly Dictionary<SessionId, SessionRecord> _first = [];
    private readonly Dictionary<SessionId, SessionRecord> _listed = [];
    private readonly HashSet<SessionId> _used = [];
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private List<SessionRecord>? _handedOut;
    private SessionRecord? _stale;
    private SessionId _asked;
    private int _calls;

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Run(Wrong.CreatesInTwoSteps, () =>
        {
            bool exists = _records.ContainsKey(record.Id);
            if (exists && fault == Wrong.ListsLosersRecord)
                _listed[record.Id] = record;
            return exists && fault != Wrong.OverwritesOnCreate;
        }, exists =>
        {
            if (exists)
                return false;
            if (_backend.IsFull && fault != Wrong.EndsTheLivingWhenFull && !(fault == Wrong.TakesSystemRecordsWhenFull && IsSystem(record)))
                return fault == Wrong.SaysNoWhenFull ? false : throw new SessionStoreException("No room.", new IOException("full"));
            if (_backend.IsFull && fault == Wrong.EndsTheLivingWhenFull)
                Drop(_records.Keys.First());

            if (fault == Wrong.TakesRecordsForTheClock)
                SweepBy(record);
            SessionRecord kept = Spoil(record);
            _records[record.Id] = _first[record.Id] = kept;
            if (fault == Wrong.StopsHalfWay && WasCancelledDuringTheCall(cancellationToken))
                throw new OperationCanceledException(cancellationToken);
            if (fault != Wrong.ForgetsIndexOnCreate)
                _listed[record.Id] = kept;
            return true;
        }, cancellationToken);
    }

    /// <summary>Loses a record and leaves it in its list.</summary>
    public void Evict(SessionId id)
    {
        lock (_lock)
            _records.Remove(id);
    }

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (fault == Wrong.MixesUpAnswers)
        {
            _asked = id;
            LetAnotherIn();
            id = _asked;
        }

        return Run(Wrong.None, () => true, _ =>
        {
            _used.Add(id);
            if (fault == Wrong.FindsFromStaleReplica && _stale?.Id == id)
                return _stale;
            if (fault == Wrong.DropsBeforeItsTime && _records.TryGetValue(id, out SessionRecord? early) && early.ExpiresAt - _backend.Time.GetUtcNow() < TimeSpan.FromMinutes(1))
                Drop(id);
            if (_backend.Damaged.Contains(id))
                return fault == Wrong.ThrowsOnDamage ? throw new FormatException("damaged") : null;

            _stale = _records.GetValueOrDefault(id);
            return _stale is not null && fault == Wrong.UpgradesPayloads ? Upgraded(_stale) : _stale;
        }, cancellationToken);
    }

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Run(Wrong.ReplacesInTwoSteps, () => IsNext(record), isNext =>
        {
            if (!isNext)
                return false;
            _records[record.Id] = Spoil(fault == Wrong.MovesTheEnd ? Stretched(record) : record);
            if (fault != Wrong.ListsOldVersion)
                _listed[record.Id] = record;
            return true;
        }, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        Run(
            Wrong.RemovesInTwoSteps,
            () => _records.TryGetValue(id, out SessionRecord? stored) && (fault == Wrong.IgnoresRemovalCondition || ifVersion is null || ifVersion == stored.Version),
            isThere => (isThere && Drop(id)) || (isThere && fault == Wrong.RemovesInTwoSteps) || fault == Wrong.SaysYesToEveryRemoval,
            cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return ListAsync(subject, fault == Wrong.ListsInTwoSteps, fault == Wrong.IgnoresCancellation ? default : cancellationToken);
    }

    public object? GetService(Type serviceType) =>
        serviceType.IsInstanceOfType(this) && !(fault == Wrong.HidesItsEnumerator && serviceType == typeof(ISessionEnumerator)) ? this : null;

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        SessionId? kept = fault == Wrong.IgnoresException ? null : except;
        return Run(Wrong.RemovesAllInTwoSteps, () => Of(subject), own =>
        {
            if (fault == Wrong.ExceptsWhosever && kept is not null && own.All(r => r.Id != kept))
                return 0;
            SessionRecord[] doomed = [.. own.Where(r => r.Id != kept)];
            foreach (SessionRecord record in doomed)
                Drop(record.Id);
            return doomed.Length;
        }, cancellationToken);
    }

    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        DateTimeOffset then = fault switch
        {
            Wrong.RemovesEarly => now.AddTicks(1),
            Wrong.SweepsLate => now.AddTicks(-1),
            _ => now,
        };
        return Run(Wrong.SweepsInTwoSteps, () => Due(then), due =>
        {
            SessionId[] doomed = [.. fault == Wrong.IgnoresBatch ? due : due.Take(batch)];
            return doomed.Count(Drop);
        }, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, bool inTwoSteps, CancellationToken cancellationToken)
    {
        List<SessionRecord> listed = [];
        foreach (SessionRecord record in await Run(Wrong.None, () => true, _ => Of(subject), cancellationToken))
        {
            if (inTwoSteps)
                LetAnotherIn();
            if (inTwoSteps && (await FindAsync(record.Id, default))?.Version != record.Version)
                continue;

            listed.Add(record);
            if (fault == Wrong.ListsTwice)
                listed.Add(record);
        }

        if (fault == Wrong.ListsItsOwnList)
            (_handedOut ??= []).AddRange(listed.Where(record => !_handedOut.Contains(record)));
        return _handedOut ?? listed;
    }

    /// <summary>Looks and acts under one lock; where the fault is that these are two steps, lets others in between.</summary>
    private ValueTask<TResult> Run<TSeen, TResult>(Wrong torn, Func<TSeen> look, Func<TSeen, TResult> act, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested && fault is not (Wrong.IgnoresCancellation or Wrong.CancelsAfterTheEffect))
            return ValueTask.FromCanceled<TResult>(cancellationToken);

        if (_backend.Stall is { } stall)
            return StalledAsync<TResult>(stall.Task, fault == Wrong.WaitsForEver ? default : cancellationToken);
        if (_backend.IsBroken || (_backend.WasBroken && fault == Wrong.StaysBroken))
            return fault switch
            {
                Wrong.SwallowsFailures => default,
                Wrong.LeaksExceptions => throw new IOException("broken"),
                Wrong.HidesTheOriginal => throw new SessionStoreException("broken"),
                _ => throw new SessionStoreException("broken", new IOException("broken")),
            };

        Interlocked.Increment(ref _calls);
        TResult result;
        if (torn != Wrong.None && torn == fault)
        {
            TSeen seen;
            lock (_lock)
                seen = look();
            LetAnotherIn();
            lock (_lock)
                result = act(seen);
        }
        else
        {
            lock (_lock)
                result = act(look());
        }

        return cancellationToken.IsCancellationRequested && fault == Wrong.CancelsAfterTheEffect ? ValueTask.FromCanceled<TResult>(cancellationToken) : new(result);
    }

    private static async ValueTask<TResult> StalledAsync<TResult>(Task stall, CancellationToken cancellationToken)
    {
        await stall.WaitAsync(cancellationToken);
        throw new SessionStoreException("Stalled too long.", new TimeoutException());
    }

    private static bool WasCancelledDuringTheCall(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && SpinWait.SpinUntil(() => cancellationToken.IsCancellationRequested, 1);

    /// <summary>Waits for another call, so that a fault shows on a busy machine too; not for long, since none may come.</summary>
    private void LetAnotherIn()
    {
        int calls = Volatile.Read(ref _calls);
        SpinWait.SpinUntil(() => Volatile.Read(ref _calls) != calls, calls < 50 ? 20 : 1);
    }

    private bool IsNext(SessionRecord record)
    {
        if (!_records.TryGetValue(record.Id, out SessionRecord? stored) || _backend.Damaged.Contains(record.Id))
            return fault == Wrong.ResurrectsOnReplace;
        if (stored.Subject != record.Subject && fault != Wrong.AcceptsAnotherSubject)
            throw new ArgumentException("The subject never changes.", nameof(record));
        if (stored.AbsoluteExpiresAt != record.AbsoluteExpiresAt && fault is not (Wrong.AcceptsAnotherEnd or Wrong.RoundsTimes or Wrong.MovesTheEnd))
            throw new ArgumentException("The end never changes.", nameof(record));
        return stored.Version == record.Version - 1 || fault == Wrong.ReplacesAnyVersion;
    }

    private bool Drop(SessionId id)
    {
        if (fault != Wrong.ForgetsIndexOnRemove)
            _listed.Remove(id);
        return _records.Remove(id);
    }

    private SessionRecord[] Of(string subject)
    {
        StringComparison comparison = fault == Wrong.ComparesSubjectsLoosely ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return
        [
            .. _listed.Values.Where(r => string.Equals(r.Subject, subject, comparison)
                && (_records.ContainsKey(r.Id) || fault == Wrong.ListsTheEvicted || fault == Wrong.ForgetsIndexOnRemove || fault == Wrong.ListsLosersRecord)
                && (fault != Wrong.ListsAtFirstUse || _used.Contains(r.Id))
                && (fault != Wrong.HidesSystemRecords || !IsSystem(r))
                && !_backend.Damaged.Contains(r.Id)),
        ];
    }

    private SessionId[] Due(DateTimeOffset now) =>
    [
        .. (fault == Wrong.SweepsByFirstExpiry ? _first.Where(f => _records.ContainsKey(f.Key)) : _records)
            .Where(r => r.Value.ExpiresAt <= now && (fault != Wrong.SweepsOnlyWhatWasUsed || _used.Contains(r.Key)))
            .Select(r => r.Key),
    ];

    /// <summary>Reads the time out of what a node writes, and cleans up by it.</summary>
    private void SweepBy(SessionRecord record)
    {
        TimeSpan life = record.ExpiresAt - _backend.Time.GetUtcNow();
        _shortest = life < _shortest ? life : _shortest;
        foreach (SessionId id in Due(record.ExpiresAt - _shortest))
            Drop(id);
    }

    private SessionRecord Spoil(SessionRecord record) => fault switch
    {
        Wrong.ShortensFarExpiry when record.ExpiresAt - _backend.Time.GetUtcNow() > TimeSpan.FromDays(400) => record.With(expiresAt: _backend.Time.GetUtcNow().AddDays(400)),
        Wrong.TruncatesPayload => record.With(payload: record.Payload[..Math.Min(record.Payload.Length, 4096)]),
        Wrong.RoundsTimes => record.With(expiresAt: Whole(record.ExpiresAt), absoluteExpiresAt: Whole(record.AbsoluteExpiresAt)),
        _ => record,
    };

    /// <summary>Moves the absolute end along with the idle end.</summary>
    private SessionRecord Stretched(SessionRecord record) =>
        record.With(absoluteExpiresAt: record.AbsoluteExpiresAt + (record.ExpiresAt - _records[record.Id].ExpiresAt));

    /// <summary>Takes the payload for its own business, and gives it the next version.</summary>
    private static SessionRecord Upgraded(SessionRecord record)
    {
        byte[] payload = record.Payload.ToArray();
        payload[0]++;
        return record.With(payload: payload);
    }

    private static bool IsSystem(SessionRecord record) => record.Subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal);

    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
