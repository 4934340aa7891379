using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// The rotating keys of one strategy on this node. As long as they are fresh, using them takes one look at a snapshot.
/// Halfway through the poll interval one caller asks the store while the others go on; past it all wait for the answer, so
/// that nothing is decided by older keys than that. Thread-safe.
/// </summary>
/// <remarks>When the store does not answer, the keys known so far stay in force, and it is asked again after half an interval.</remarks>
internal sealed class RotatingKeys(KeyLedger ledger, KeyDiagnostics diagnostics)
{
    // How often unknown key ids, which anybody can make up, may cause a question besides the regular ones.
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _sync = new();
    private volatile KeySnapshot? _snapshot;
    private Task _last = Task.CompletedTask;
    private Task _refresh = Task.CompletedTask;
    private DateTimeOffset _askedForUnknown = DateTimeOffset.MinValue;

    /// <summary>Gives the policy of the moment, if it is known without asking the store.</summary>
    public bool TryGet(JwtPolicy options, DateTimeOffset now, out JwtPolicy policy)
    {
        if (_snapshot is { } snapshot && snapshot.Serves(options, now))
        {
            policy = snapshot.Policy;
            return true;
        }

        return TryGoOn(options, now, out policy);
    }

    /// <summary>Gives the policy of the moment, after asking the store if need be; several callers share one question.</summary>
    /// <exception cref="JwtKeyStoreException">The store has never answered.</exception>
    public ValueTask<JwtPolicy> GetAsync(JwtPolicy options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            // Somebody else may have asked since the caller looked.
            return TryGoOn(options, now, out JwtPolicy policy)
                ? new(policy)
                : new(AfterAsync(Ask(options, now), options, now, cancellationToken));
        }
    }

    /// <summary>
    /// Asks the store about a key id that is not known: if it is being asked that answer will do, and if it was asked about
    /// one just before, it isn't asked again, since anybody can make ids up.
    /// </summary>
    /// <returns>The policy afterwards, or <see langword="null"/> when it wasn't asked.</returns>
    public Task<JwtPolicy>? AskForUnknown(JwtPolicy options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            bool isWaiting = !_refresh.IsCompleted;
            if (!isWaiting && (now - _askedForUnknown).Duration() < UnknownKeyInterval)
                return null;

            if (!isWaiting)
                _askedForUnknown = now;
            return AfterAsync(Ask(options, now), options, now, cancellationToken);
        }
    }

    /// <summary>Changes the keys in the store; when it returns, the change is in force here.</summary>
    /// <exception cref="JwtKeyStoreException">The store cannot answer.</exception>
    public async ValueTask<KeyTimeline> ChangeAsync(JwtPolicy options, DateTimeOffset now, Func<KeyTimeline, KeyTimeline> change, CancellationToken cancellationToken)
    {
        Task<KeyTimeline> work;
        lock (_sync)
            work = Enqueue(async () => Adopt(options, await ledger.ChangeAsync(change).ConfigureAwait(false), now));

        return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task Ask(JwtPolicy options, DateTimeOffset now) =>
        _refresh.IsCompleted ? _refresh = Enqueue(() => RefreshAsync(options, now)) : _refresh;

    private async Task<JwtPolicy> AfterAsync(Task refresh, JwtPolicy options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await refresh.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Resolve(options, now);
    }

    private bool TryGoOn(JwtPolicy options, DateTimeOffset now, out JwtPolicy policy)
    {
        lock (_sync)
        {
            policy = options;
            if (_snapshot is not { } snapshot || snapshot.IsStale(now) || (snapshot.IsDue(now) && _refresh.IsCompleted))
                return false;

            policy = Resolve(options, now);
            return true;
        }
    }

    private async Task<KeyTimeline> RefreshAsync(JwtPolicy options, DateTimeOffset now)
    {
        KeySchedule schedule = options.Rotation!;
        Lazy<StoredKey> newKey = new(() => StoredKey.Generate(schedule.Algorithm));
        try
        {
            KeyEntry entry = await ledger.RefreshAsync(timeline => KeyPlan.Advance(timeline, schedule, now, () => newKey.Value)).ConfigureAwait(false);
            return Adopt(options, entry, now);
        }
        catch (JwtKeyStoreException) when (_snapshot is not null)
        {
            return Adopt(options, _snapshot.Entry, now);
        }
    }

    // One thing at a time with the store, so that an older answer never replaces a newer one. On the pool, since a store
    // may block, and beyond its caller's cancellation, since others wait for the same answer.
    private Task<KeyTimeline> Enqueue(Func<Task<KeyTimeline>> work)
    {
        Task before = _last;
        Task<KeyTimeline> next = Task.Run(async () =>
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await work().ConfigureAwait(false);
        });
        _last = next;
        return next;
    }

    private KeyTimeline Adopt(JwtPolicy options, KeyEntry entry, DateTimeOffset now)
    {
        lock (_sync)
        {
            Swap(KeySnapshot.Of(options, options.Rotation!, entry, now, now, _snapshot), now);
            return entry.Timeline;
        }
    }

    private JwtPolicy Resolve(JwtPolicy options, DateTimeOffset now)
    {
        lock (_sync)
        {
            KeySnapshot snapshot = _snapshot!;
            if (!snapshot.Says(options, now))
                Swap(KeySnapshot.Of(options, options.Rotation!, snapshot.Entry, snapshot.CheckedAt, now, snapshot), now);
            return _snapshot!.Policy;
        }
    }

    private void Swap(KeySnapshot next, DateTimeOffset now)
    {
        KeySnapshot? before = _snapshot;
        _snapshot = next;
        if (before?.Policy != next.Policy)
            Report(before, next, now);
    }

    private void Report(KeySnapshot? before, KeySnapshot next, DateTimeOffset now)
    {
        KeySchedule schedule = next.Options.Rotation!;
        JwtKeyRing? old = before?.Policy.Keys;
        foreach (KeyPeriod period in next.Entry.Timeline.Periods)
        {
            bool isNew = before is null || !before.Entry.Timeline.Periods.Any(known => known.Key == period.Key);
            if (isNew && next.Entry.Timeline.StateOf(period, schedule, now) == JwtKeyState.Announced)
                diagnostics.Announced(period.Key.KeyId, period.Key.Algorithm, period.SignsFrom);
        }

        if (next.Policy.Keys.SigningKey is { } signing && signing != old?.SigningKey)
            diagnostics.Active(signing.KeyId, signing.Algorithm, isFirst: before is null);
        foreach (KeyPeriod gone in before?.Entry.Timeline.Periods.Where(period => old!.All.Contains(period.Key.Key) && !next.Policy.Keys.All.Contains(period.Key.Key)) ?? [])
        {
            if (gone.IsRetired(schedule, now))
                diagnostics.Retired(gone.Key.KeyId);
            else
                diagnostics.Removed(gone.Key.KeyId);
        }
    }
}
