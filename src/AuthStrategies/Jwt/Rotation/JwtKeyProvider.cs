using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// Provides the keys in force of one strategy. Keys that rotate are cached: after half a poll interval the store is asked in the background
/// while all callers continue; after a whole interval all callers wait for the answer, so no decision uses older keys. Thread-safe.
/// </summary>
/// <param name="client">Loads and saves the keys.</param>
/// <param name="diagnostics">The reports.</param>
/// <param name="isReadOnly">Whether the keys are only read: for a strategy that is not used, which signs nothing, no key is made.</param>
/// <remarks>When the store does not answer, the known keys stay in force, and the store is asked again after half a poll interval.</remarks>
internal sealed class JwtKeyProvider(JwtKeyStoreClient client, KeyDiagnostics diagnostics, bool isReadOnly = false)
{
    // A client can invent key ids. An unknown one causes at most one extra call to the store in this time.
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _sync = new();
    private volatile CachedKeys? _cached;
    private Task _lastCall = Task.CompletedTask;
    private Task _refresh = Task.CompletedTask;
    private DateTimeOffset _unknownKeyAskedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _noKeysFoundAt = DateTimeOffset.MinValue;

    /// <summary>
    /// Gets the keys in force, if the store need not be asked; otherwise the last known ones, which are enough for a token that no key could make
    /// valid. Allocates nothing while nothing changes.
    /// </summary>
    public bool TryGet(JwtKeyPolicy policy, DateTimeOffset now, out CurrentKeys keys)
    {
        keys = policy.Configured;
        if (policy.Rotation is null)
            return true;
        if (_cached is not { } cached || !cached.IsFresh(policy, now))
            return TryContinue(policy, now, out keys);

        keys = cached.Keys;
        return true;
    }

    /// <summary>Gets the keys in force. Asks the store if needed; concurrent callers share one call.</summary>
    /// <exception cref="JwtKeyStoreException">The store has never answered.</exception>
    public ValueTask<CurrentKeys> GetAsync(JwtKeyPolicy policy, DateTimeOffset now, CancellationToken cancellationToken) =>
        TryGet(policy, now, out CurrentKeys keys) ? new(keys) : GetFromStoreAsync(policy, now, cancellationToken);

    /// <summary>
    /// Asks the store for keys that are newer, for a token whose key id is unknown. If a call is already running, its answer
    /// is used. If the store was asked for an unknown key a short time ago, it is not asked again.
    /// </summary>
    /// <returns>The keys after the call, or <see langword="null"/> when the store was not asked.</returns>
    public Task<CurrentKeys>? FindNewer(JwtKeyPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (policy.Rotation is null)
            return null;

        lock (_sync)
        {
            bool isRunning = !_refresh.IsCompleted;
            if (!isRunning && (now - _unknownKeyAskedAt).Duration() < UnknownKeyInterval)
                return null;

            if (!isRunning)
                _unknownKeyAskedAt = now;
            return GetAfterAsync(Refresh(policy, now), policy, now, cancellationToken);
        }
    }

    /// <summary>Changes the timeline in the store. The change is in force on this node when the call returns.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer.</exception>
    public async ValueTask<KeyTimeline> ChangeAsync(JwtKeyPolicy policy, DateTimeOffset now, Func<KeyTimeline, KeyTimeline> change, CancellationToken cancellationToken)
    {
        Task<KeyTimeline> call;
        lock (_sync)
            call = Enqueue(async () => Store(policy, await client.ChangeAsync(change).ConfigureAwait(false), now));

        return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces the keys in the store, regardless of what it has. The new ones are in force on this node when the call returns.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer.</exception>
    public async ValueTask<KeyTimeline> ReplaceAsync(JwtKeyPolicy policy, DateTimeOffset now, Func<KeyTimeline, KeyTimeline> replace, CancellationToken cancellationToken)
    {
        Task<KeyTimeline> call;
        lock (_sync)
            call = Enqueue(async () => Store(policy, await client.ReplaceAsync(replace).ConfigureAwait(false), now));

        return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether keys are known, so that the strategy works while the key store does not answer.</summary>
    public bool HasKeys => _cached is not null;

    /// <summary>Reads the timeline from the store, and changes nothing. Empty if the store has none.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer, or what it has cannot be used.</exception>
    public Task<KeyTimeline> PeekAsync()
    {
        lock (_sync)
            return Enqueue(client.PeekAsync);
    }

    private ValueTask<CurrentKeys> GetFromStoreAsync(JwtKeyPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            // Another caller may have asked since TryGet.
            return TryContinue(policy, now, out CurrentKeys keys)
                ? new(keys)
                : new(GetAfterAsync(Refresh(policy, now), policy, now, cancellationToken));
        }
    }

    private async Task<CurrentKeys> GetAfterAsync(Task refresh, JwtKeyPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await refresh.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (AgainIfStale(policy, now) is { } again)
            await again.WaitAsync(cancellationToken).ConfigureAwait(false);
        return GetCached(policy, now);
    }

    // A call that was under way before this caller came may have read keys that are too old for it: its node was suspended, or the store took long.
    private Task? AgainIfStale(JwtKeyPolicy policy, DateTimeOffset now)
    {
        lock (_sync)
            return _cached is { } cached && cached.IsStale(now) ? Refresh(policy, now) : null;
    }

    private bool TryContinue(JwtKeyPolicy policy, DateTimeOffset now, out CurrentKeys keys)
    {
        lock (_sync)
        {
            keys = _cached?.Keys ?? policy.Configured;
            if (_cached is not { } cached || cached.IsStale(now))
                return false;

            keys = GetCached(policy, now);
            if (!cached.IsDue(now) || !_refresh.IsCompleted)
                return true;
            // No key may sign now, so the answer is needed: one caller waits for it.
            if (keys.SigningKey is null)
                return false;

            _ = Refresh(policy, now);
            return true;
        }
    }

    private Task Refresh(JwtKeyPolicy policy, DateTimeOffset now) =>
        _refresh.IsCompleted ? _refresh = Enqueue(() => RefreshAsync(policy, now)) : _refresh;

    private async Task<KeyTimeline> RefreshAsync(JwtKeyPolicy policy, DateTimeOffset now)
    {
        RotationPeriods periods = policy.Rotation!;
        if (isReadOnly)
            return await ReadAsync(policy, now).ConfigureAwait(false);

        Lazy<StoredKey> newKey = new(() => StoredKey.Generate(periods.Algorithm));
        try
        {
            return Store(policy, await client.RefreshAsync(timeline => timeline.Advance(periods, now, () => newKey.Value)).ConfigureAwait(false), now);
        }
        catch (JwtKeyStoreException) when (_cached is not null)
        {
            return Store(policy, _cached.Timeline, now);
        }
    }

    // Called by one caller at a time.
    private async Task<KeyTimeline> ReadAsync(JwtKeyPolicy policy, DateTimeOffset now)
    {
        // Anyone can write tokens, and a strategy that was never used has no keys: not one call to the store for each token.
        if ((now - _noKeysFoundAt).Duration() < policy.Rotation!.PollInterval / 2)
            throw NoKeys();

        try
        {
            KeyTimeline timeline = await client.ReadAsync().ConfigureAwait(false);
            if (!timeline.Keys.IsEmpty)
                return Store(policy, timeline, now);

            _noKeysFoundAt = now;
            throw NoKeys();
        }
        catch (JwtKeyStoreException) when (_cached is not null)
        {
            return Store(policy, _cached.Timeline, now);
        }
    }

    private static JwtKeyStoreException NoKeys() => new("The key store has no keys of the strategy, which is not used.");

    // One call to the store at a time, so that an older answer never replaces a newer one. On the thread pool, because a
    // store may block. Not cancelled with its caller, because others wait for the same answer.
    private Task<KeyTimeline> Enqueue(Func<Task<KeyTimeline>> call)
    {
        Task before = _lastCall;
        Task<KeyTimeline> next = Task.Run(async () =>
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await call().ConfigureAwait(false);
        });
        _lastCall = next;
        return next;
    }

    private KeyTimeline Store(JwtKeyPolicy policy, KeyTimeline timeline, DateTimeOffset now)
    {
        lock (_sync)
        {
            Replace(CachedKeys.Create(policy, timeline, checkedAt: now, now, _cached), now);
            return timeline;
        }
    }

    private CurrentKeys GetCached(JwtKeyPolicy policy, DateTimeOffset now)
    {
        lock (_sync)
        {
            CachedKeys cached = _cached!;
            if (!cached.IsCurrent(policy, now))
                Replace(CachedKeys.Create(policy, cached.Timeline, cached.CheckedAt, now, cached), now);
            return _cached!.Keys;
        }
    }

    private void Replace(CachedKeys after, DateTimeOffset now)
    {
        CachedKeys? before = _cached;
        _cached = after;
        if (before?.Keys != after.Keys)
            KeyChangeReport.Write(diagnostics, before, after, now);
    }
}
