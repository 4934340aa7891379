namespace AuthStrategies;

/// <summary>How long the library waits for the session store, and when it stops calling a store that does not answer.</summary>
/// <remarks>
/// A call that is blocked or times out throws a <see cref="SessionStoreException"/>: it is unknown whether the credential is
/// valid. A store that answers synchronously is not affected. The options object is not thread-safe.
/// </remarks>
public sealed class SessionStoreCallOptions
{
    /// <summary>
    /// How long a call may take. From 50 milliseconds to 1 minute; default 2 seconds. A later answer is
    /// ignored. Does not apply to a store that limits its time itself (<see cref="ITimedSessionStore"/>), such as Redis and Entity Framework Core.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many calls of this process may wait for the store at the same time. From 1 to 1,000,000; default 4,096. Further calls fail at once.
    /// </summary>
    public int MaxPendingCalls { get; set; } = 4_096;

    /// <summary>
    /// After how many calls in a row without an answer no call is made for <see cref="BreakDuration"/>. From 1 to 1,000,000; 0 means never;
    /// default 20. A call that the store refuses immediately (for example because it is full) does not count, because the store answered.
    /// </summary>
    public int FailureThreshold { get; set; } = 20;

    /// <summary>
    /// How long the open circuit breaker blocks all calls. From 50 milliseconds to 1 minute; default 1 second. After it, one call per break
    /// duration is tried; the first answer closes the breaker.
    /// </summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);
}
