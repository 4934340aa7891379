using System.Diagnostics.CodeAnalysis;
using AuthStrategies.Issuers.Diagnostics;
using AuthStrategies.Issuers.KeySets;

namespace AuthStrategies.Issuers.Fetching;

/// <summary>
/// Caches the keys of one issuer. After half the refresh interval they are fetched in the background; after all of it, callers wait, unless the
/// issuer does not answer: then the last keys stay in use, up to their greatest age. Never more than one fetch at a time, nor in one cool-down.
/// Thread-safe.
/// </summary>
internal sealed class IssuerKeySource(string strategy, KeyFetcher fetcher, FetchTimes times, IssuerLog log) : IJwtKeySource, IDisposable
{
    private readonly Lock _sync = new();
    private volatile KnownKeys? _known;
    private Task _fetch = Task.CompletedTask;
    private DateTimeOffset? _fetchedAt;

    // Why the last fetch failed; null after a success.
    private Exception? _failure;

    /// <inheritdoc />
    public JwtKeySourceState? State => _known is { } known
        ? new() { FetchedAt = known.FetchedAt, RefreshBy = known.FetchedAt + times.RefreshInterval, UsableUntil = known.FetchedAt + times.MaxKeyAge }
        : null;

    /// <inheritdoc />
    public bool TryGetKeys(DateTimeOffset now, [NotNullWhen(true)] out IReadOnlyList<JwtKey>? keys)
    {
        if (_known is not { } known || !known.IsYoungerThan(times.BackgroundRefresh, now))
            return TryContinue(now, out keys);

        keys = known.Set.Keys;
        return true;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JwtKey>> GetKeysAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            // Another caller may have had them fetched since TryGetKeys.
            if (TryContinue(now, out IReadOnlyList<JwtKey>? keys))
                return new(keys);

            Start(now);
            return _fetch.IsCompleted ? throw Unavailable(now) : new(GetAfterAsync(_fetch, now, cancellationToken));
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JwtKey>?> FindNewerKeysAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            Start(now);
            if (!_fetch.IsCompleted)
                return new(FindAfterAsync(_fetch, now, cancellationToken));

            return _failure is null ? new((IReadOnlyList<JwtKey>?)null) : throw Unavailable(now);
        }
    }

    public void Dispose() => fetcher.Dispose();

    private bool TryContinue(DateTimeOffset now, [NotNullWhen(true)] out IReadOnlyList<JwtKey>? keys)
    {
        lock (_sync)
        {
            keys = null;
            if (_known is not { } known)
                return false;
            if (!known.IsYoungerThan(times.MaxKeyAge, now))
                return false;

            if (!known.IsYoungerThan(times.BackgroundRefresh, now))
                Start(now);
            // No caller waits for an issuer that does not answer.
            if (!known.IsYoungerThan(times.RefreshInterval, now) && !_fetch.IsCompleted && _failure is null)
                return false;

            keys = known.Set.Keys;
            return true;
        }
    }

    // On the thread pool: reading a key set takes time, too. Not cancelled with its caller, because others wait for the same answer.
    private void Start(DateTimeOffset now)
    {
        bool isCoolingDown = _fetchedAt is { } last && (now - last).Duration() < times.Cooldown;
        if (!_fetch.IsCompleted || isCoolingDown)
            return;

        _fetchedAt = now;
        _fetch = Task.Run(() => FetchAsync(now));
    }

    private async Task FetchAsync(DateTimeOffset now)
    {
        IssuerKeySet before = _known?.Set ?? IssuerKeySet.Empty;
        try
        {
            IssuerKeySet set = await fetcher.FetchAsync(before).ConfigureAwait(false);
            lock (_sync)
                (_known, _failure) = (new(set, now), null);
            log.Loaded(before, set);
        }
#pragma warning disable CA1031 // Every failure of a fetch is the same here: no new keys. It is reported, and given to the callers that cannot go on without.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_sync)
                _failure = exception;
            ReportFailure(exception, now);
        }
    }

    private void ReportFailure(Exception exception, DateTimeOffset now)
    {
        KnownKeys? known = _known;
        bool isTooOld = known is not null && !known.IsYoungerThan(times.MaxKeyAge, now);
        log.Failed(exception, isTooOld ? null : known?.FetchedAt + times.MaxKeyAge);
        if (isTooOld)
            log.TooOld(times.MaxKeyAge);
    }

    private async Task<IReadOnlyList<JwtKey>> GetAfterAsync(Task fetch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await fetch.WaitAsync(cancellationToken).ConfigureAwait(false);
        await AgainIfOld(now).WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_sync)
            return _known is { } known && known.IsYoungerThan(times.MaxKeyAge, now) ? known.Set.Keys : throw Unavailable(now);
    }

    // A fetch that was under way before this caller came may have keys that are too old for it, because its node was suspended.
    private Task AgainIfOld(DateTimeOffset now)
    {
        lock (_sync)
        {
            if (_known is not { } known || !known.IsYoungerThan(times.RefreshInterval, now))
                Start(now);
            return _fetch;
        }
    }

    private async Task<IReadOnlyList<JwtKey>?> FindAfterAsync(Task fetch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await fetch.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_sync)
            return _failure is null ? _known!.Set.Keys : throw Unavailable(now);
    }

    private IssuerKeysException Unavailable(DateTimeOffset now) =>
        new($"The keys of the issuer of the strategy \"{strategy}\" are not known now, so its token can be neither accepted nor refused. The log and the inner exception say why.", _failure!)
        {
            RetryAfter = times.Cooldown - (now - _fetchedAt!.Value).Duration(),
        };
}
