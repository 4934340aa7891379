namespace AuthStrategies;

/// <summary>
/// The ability of a session store to limit the time of its calls. Ask for it by <see cref="ISessionStore.GetService"/>.
/// The library adds no time limit to such a store. For any other store it does, and ignores an answer that comes too late. Thread-safe.
/// </summary>
/// <remarks>
/// Only the outermost store is asked: a decorator may wait for something else, so it must state itself whether its calls are limited.
/// </remarks>
public interface ITimedSessionStore
{
    /// <summary>
    /// How long a call may take, with all its exchanges with the backend, before it throws a <see cref="SessionStoreException"/>.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for a store without a backend, whose calls never wait. Must never change.
    /// </summary>
    TimeSpan CallTimeout { get; }
}
