namespace AuthStrategies;

/// <summary>
/// The ability of a session store to limit the waiting time of each call itself, asked for by <see cref="ISessionStore.GetService"/>.
/// The library sets no limit over such a store. Over any other store it does, and ignores an answer that comes too late. Thread-safe.
/// </summary>
/// <remarks>
/// It is asked of the outermost store only: a decorator may wait for something else, so it says for itself whether its
/// calls are limited.
/// </remarks>
public interface ITimedSessionStore
{
    /// <summary>
    /// How long one exchange with the backend may take; the call then ends with a <see cref="SessionStoreException"/>.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for a store without a backend, whose calls never wait. The same at each read.
    /// </summary>
    TimeSpan CallTimeout { get; }
}
