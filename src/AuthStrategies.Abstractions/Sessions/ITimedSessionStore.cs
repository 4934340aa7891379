namespace AuthStrategies;

/// <summary>
/// A session store that lets no call wait longer than a time of its own, whatever its backend does. The library sets no limit
/// over such a store; over any other it does, and ignores what comes too late. Thread-safe.
/// </summary>
public interface ITimedSessionStore : ISessionStore
{
    /// <summary>
    /// How long one exchange with the backend may take; the call then ends with a <see cref="SessionStoreException"/>.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for a store without a backend, whose calls never wait. The same each time it is read.
    /// </summary>
    TimeSpan CallTimeout { get; }
}
