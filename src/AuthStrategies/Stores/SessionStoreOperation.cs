namespace AuthStrategies;

/// <summary>
/// Joins several calls of the session store to one operation: together they may wait as long as one call may
/// (<see cref="SessionStoreCallOptions.Timeout"/>, or the time-out of a store that limits its time itself). Then they fail with a
/// <see cref="SessionStoreException"/>.
/// </summary>
/// <remarks>
/// Each method of a strategy and of <see cref="ISessionDirectory"/> is one operation by default, and so is each endpoint of the library. Only
/// the time of waiting for the store counts, not that of the application's own code in between, and calls that wait at one time count once.
/// Thread-safe.
/// </remarks>
/// <example>
/// <code>
/// using IDisposable? operation = SessionStoreOperation.Begin();
/// int ended = await sessions.RevokeAllAsync(user);
/// IssuedCredential issued = await strategy.IssueAsync(principal);
/// </code>
/// </example>
public static class SessionStoreOperation
{
    private static readonly AsyncLocal<Scope?> Ambient = new();

    /// <summary>The operation that the current code belongs to; <see langword="null"/> outside of one. Work in the background goes on after the end of its operation, and does not belong to it.</summary>
    internal static Scope? Current => Ambient.Value is { HasEnded: false } scope ? scope : null;

    /// <summary>Begins an operation. All calls made until it is disposed belong to it, also those of called and awaited methods.</summary>
    /// <returns>Ends the operation when it is disposed. <see langword="null"/> within another operation, which goes on.</returns>
    public static IDisposable? Begin() => Begin(TimeSpan.Zero);

    /// <summary>The same, for an operation that has waited for the store already. An outer operation has counted that itself.</summary>
    internal static IDisposable? Begin(TimeSpan waited)
    {
        if (Current is not null)
            return null;

        Scope scope = new(waited);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>
    /// Begins an operation that has the time that is left of the current one, and does not use it up: for work whose slowness must not make
    /// later calls of the current one fail. Only for an async method, whose caller sees the current operation again.
    /// </summary>
    internal static IDisposable BeginSeparate()
    {
        Scope scope = new(Current?.Waited ?? TimeSpan.Zero);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>The rest of the calling async method makes calls for several callers, so it belongs to no operation.</summary>
    internal static void Leave() => Ambient.Value = null;

    /// <param name="waited">How long the operation has waited already.</param>
    internal sealed class Scope(TimeSpan waited) : IDisposable
    {
        private readonly Lock _lock = new();
        private TimeSpan _waited = waited;
        private volatile bool _hasEnded;
        private int _calls;
        private long _since;

        public bool HasEnded => _hasEnded;

        /// <summary>How long the operation has waited, without the calls that wait now.</summary>
        public TimeSpan Waited
        {
            get
            {
                lock (_lock)
                    return _waited;
            }
        }

        /// <summary>A call begins to wait.</summary>
        /// <returns>How long the operation has waited until now. Calls that wait at one time count once.</returns>
        public TimeSpan Enter(TimeProvider time, long now)
        {
            lock (_lock)
            {
                // One of two calls at the same time may have read the clock before the other.
                if (_calls++ == 0 || now < _since)
                    _since = now;
                return _waited + time.GetElapsedTime(_since, now);
            }
        }

        /// <summary>A call waits no more.</summary>
        public void Leave(TimeProvider time)
        {
            lock (_lock)
            {
                if (--_calls == 0)
                    _waited += time.GetElapsedTime(_since);
            }
        }

        public void Dispose()
        {
            _hasEnded = true;
            Ambient.Value = null;
        }
    }
}
