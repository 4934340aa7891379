using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Stores;

// Past 250 lines, because a copy, who asks for a new one, and what is done with the answer share one lock.
/// <summary>
/// The generation of one strategy's sessions, by which all of them can be ended with one write. A login reads it from the store. A check
/// uses a copy that is at most <see cref="MaxAge"/> old; from half of that, one caller lets the store be asked while all continue. Thread-safe.
/// </summary>
/// <remarks>
/// A copy is used to accept only. Before a session is refused, the store is asked again: a copy may be older than the session. A store that
/// cannot answer makes the check fail with <see cref="SessionStoreException"/> as soon as the copy is too old.
/// </remarks>
#pragma warning disable CA1001 // The timer rings once and ends by itself; nothing waits for it.
internal sealed class StrategyGeneration(string strategy, SessionStoreClient client, TimeProvider time, ILogger logger)
#pragma warning restore CA1001
{
    /// <summary>How long a node may go on accepting what another node has ended.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private const int Attempts = 8;

    private static readonly TimeSpan RefreshAge = MaxAge / 2;

    // While the store fails, requests that need no other answer of it ask for a new copy this often.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(0.5);

    private readonly SessionId _id = SystemRecord.IdOf(SystemRecord.Generation, strategy);
    private readonly Lock _sync = new();
    // A store that loses the record again and again would cause a line for each time.
    private readonly LogInterval _lost = new(time, TimeSpan.FromMinutes(1));
    private volatile GenerationCopy? _copy;
    private volatile bool _isRecent;
    private ITimer? _endOfRecent;
    private Task<GenerationCopy>? _shared;
    private long _sharedAt;
    private long? _refreshedAt;
    private int _epoch;

    public string Strategy => strategy;

    /// <summary>Whether a session is known to be of the current generation. Asks nothing and allocates nothing; no answer is only a reason to ask.</summary>
    /// <param name="generation">That of the session.</param>
    /// <param name="now">The wall clock's time, which the caller has read anyway.</param>
    public bool IsKnownCurrent(in Generation generation, DateTimeOffset now)
    {
        GenerationCopy? copy = _copy;
        if (copy is null || !copy.Accepts(generation))
            return false;
        // A timestamp would cost each request. The timer covers a wall clock that goes back, and the wall clock a timer that is late.
        return (_isRecent && (ulong)(now.UtcTicks - copy.AskedAtUtcTicks) < (ulong)RefreshAge.Ticks) || CanContinue(copy, now);
    }

    /// <summary>Whether a session is of the current generation: if not, it has ended.</summary>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public ValueTask<bool> IsCurrentAsync(Generation generation, DateTimeOffset now, CancellationToken cancellationToken) =>
        IsKnownCurrent(generation, now) ? new(true) : AskAsync(generation, cancellationToken);

    /// <summary>The store's answer now, for sessions that were read before. Nothing that ended before they were read is accepted by it.</summary>
    /// <param name="isUnmarked">Whether one of them has no generation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<GenerationCopy> GetAsync(bool isUnmarked, CancellationToken cancellationToken)
    {
        GenerationCopy copy = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return copy.Record is null && isUnmarked ? await CreateAsync(cancellationToken).ConfigureAwait(false) : copy;
    }

    /// <summary>The generation for a new session, from the store: a login that began before all sessions were ended is ended too.</summary>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<Generation> GetForLoginAsync(CancellationToken cancellationToken)
    {
        GenerationCopy copy = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return copy.Record is not null ? copy.Generation : (await CreateAsync(cancellationToken).ConfigureAwait(false)).Generation;
    }

    /// <summary>Gives the strategy another generation: all its sessions end. One write, if the generation exists.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. The sessions may have been ended; repeat the call.</exception>
    public async ValueTask ReplaceAsync(CancellationToken cancellationToken)
    {
        // Before the generation, so that its loss cannot bring sessions without a generation back.
        await NoteUsedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                SessionRecord? record = await client.FindSystemAsync(_id, cancellationToken).ConfigureAwait(false);
                byte[] payload = GenerationCopy.Encode(Generation.New(), acceptsUnmarked: false);
                ValueTask<bool> write = record is null
                    ? client.TryCreateAsync(SystemRecord.Create(SystemRecord.Generation, strategy, SystemRecord.Never, payload), cancellationToken)
                    : client.TryReplaceAsync(SystemRecord.Replace(record, SystemRecord.Never, payload), cancellationToken);
                if (await write.ConfigureAwait(false))
                    return;
            }
        }
        finally
        {
            // For every outcome: a call that failed may have taken effect.
            Forget();
        }

        throw new SessionStoreException($"Other nodes replaced the generation of \"{strategy}\" {Attempts} times in a row. Try again.");
    }

    /// <summary>The next check asks the store, and does not share the answer to an earlier question.</summary>
    public void ForgetIf(SessionId id)
    {
        if (id == _id)
            Forget();
    }

    private void Forget()
    {
        lock (_sync)
        {
            _epoch++;
            _shared = null;
            _copy = null;
            _isRecent = false;
        }
    }

    private bool CanContinue(GenerationCopy copy, DateTimeOffset now)
    {
        // While a machine sleeps, its timestamps may stand still.
        TimeSpan age = time.GetElapsedTime(copy.AskedAt);
        if (age < TimeSpan.Zero || age >= MaxAge || now.UtcTicks - copy.AskedAtUtcTicks >= MaxAge.Ticks)
            return false;
        if (age >= RefreshAge)
            Refresh();
        return true;
    }

    private void Refresh()
    {
        lock (_sync)
        {
            if (_refreshedAt is { } last && time.GetElapsedTime(last) < RetryInterval)
                return;

            _refreshedAt = time.GetTimestamp();
        }

        _ = Share(out _);
    }

    private async ValueTask<bool> AskAsync(Generation generation, CancellationToken cancellationToken)
    {
        GenerationCopy? copy = null;
        if (_copy is not { } known || time.GetElapsedTime(known.AskedAt) is var age && (age < TimeSpan.Zero || age >= MaxAge))
        {
            GenerationCopy shared = await client.JoinAsync(Share(out bool isOwn), cancellationToken).ConfigureAwait(false);
            // An answer that took long may be older than what another node has done since.
            bool isRecent = time.GetElapsedTime(shared.AskedAt) < MaxAge;
            if (isRecent && shared.Accepts(generation))
                return true;
            if (isRecent && isOwn)
                copy = shared;
        }

        // Asked after the session was read: what is not current now has been ended. The answer to another caller may be older than the session.
        if (copy is null || (copy.Record is null && generation.IsNone))
            copy = await GetAsync(generation.IsNone, cancellationToken).ConfigureAwait(false);
        return copy.Accepts(generation);
    }

    /// <summary>One call for all callers; not cancelled with any of them.</summary>
    /// <param name="isOwn">Whether the call was made for this caller.</param>
    private Task<GenerationCopy> Share(out bool isOwn)
    {
        TaskCompletionSource<GenerationCopy> answer;
        lock (_sync)
        {
            isOwn = _shared is null || time.GetElapsedTime(_sharedAt) >= MaxAge;
            if (!isOwn)
                return _shared!;

            answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _shared = answer.Task;
            _sharedAt = time.GetTimestamp();
        }

        // Outside of the lock: a store may block its thread.
        _ = AnswerAsync(answer);
        return answer.Task;
    }

    private async Task AnswerAsync(TaskCompletionSource<GenerationCopy> answer)
    {
        SessionStoreOperation.Leave();
        Task<GenerationCopy> read = ReadAsync(CancellationToken.None);
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_sync)
        {
            if (ReferenceEquals(_shared, answer.Task))
                _shared = null;
        }

        answer.SetFromTask(read);
        // The client has logged a failure. Callers are told as soon as the copy is too old.
        _ = answer.Task.Exception;
    }

    private async Task<GenerationCopy> ReadAsync(CancellationToken cancellationToken)
    {
        int epoch = Volatile.Read(ref _epoch);
        long askedAt = time.GetTimestamp();
        long askedAtUtcTicks = time.GetUtcNow().UtcTicks;
        SessionRecord? record = await client.FindSystemAsync(_id, cancellationToken).ConfigureAwait(false);
        var copy = GenerationCopy.Of(record, askedAtUtcTicks, askedAt);
        lock (_sync)
        {
            if (epoch == _epoch && (_copy is null || _copy.AskedAt <= askedAt))
                Keep(copy);
        }

        return copy;
    }

    // Called under the lock.
    private void Keep(GenerationCopy copy)
    {
        _copy = copy;
        TimeSpan rest = RefreshAge - time.GetElapsedTime(copy.AskedAt);
        _isRecent = rest > TimeSpan.Zero;
        if (!_isRecent)
            return;

        _endOfRecent ??= time.CreateTimer(static state => ((StrategyGeneration)state!)._isRecent = false, this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _endOfRecent.Change(rest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Makes the first generation. Sessions without one count as current only if there was never one before: then they come from a release that
    /// knew none.
    /// </summary>
    private async ValueTask<GenerationCopy> CreateAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            bool isFirst = await client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.GenerationUsed, strategy), cancellationToken).ConfigureAwait(false) is null;
            byte[] payload = GenerationCopy.Encode(Generation.New(), acceptsUnmarked: isFirst);
            if (await client.TryCreateAsync(SystemRecord.Create(SystemRecord.Generation, strategy, SystemRecord.Never, payload), cancellationToken).ConfigureAwait(false))
            {
                if (isFirst)
                    await NoteUsedAsync(cancellationToken).ConfigureAwait(false);
                else if (_lost.TryBegin())
                    Log.GenerationLost(logger, strategy);
            }

            GenerationCopy copy = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (copy.Record is not null)
                return copy;
        }

        throw new SessionStoreException($"The generation of \"{strategy}\" was missing {Attempts} times after it had been created. The session store loses records.");
    }

    private async ValueTask NoteUsedAsync(CancellationToken cancellationToken)
    {
        if (await client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.GenerationUsed, strategy), cancellationToken).ConfigureAwait(false) is null)
            await client.TryCreateAsync(SystemRecord.Create(SystemRecord.GenerationUsed, strategy, SystemRecord.Never, ReadOnlyMemory<byte>.Empty), cancellationToken).ConfigureAwait(false);
    }
}
