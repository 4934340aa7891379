namespace AuthStrategies;

/// <summary>How long the library waits for the session store, and when it stops asking a store that does not answer.</summary>
/// <remarks>
/// A call that is not made or not waited for ends with a <see cref="SessionStoreException"/>: "cannot tell", never "no". A store
/// that answers at once is not affected.
/// </remarks>
public sealed class SessionStoreCallOptions
{
    /// <summary>
    /// How long a call may take. From 50 milliseconds to 1 minute; default 2 seconds. An answer that comes later is
    /// ignored. Not applied to a store that keeps a time of its own (<see cref="ITimedSessionStore"/>), as Redis and Entity Framework Core do.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many calls may wait for the store at one time, in this process. From 1 to 1,000,000; default 4,096. The next ones are not made.</summary>
    public int MaxPendingCalls { get; set; } = 4_096;

    /// <summary>
    /// How many calls in a row must have waited in vain until the store is left alone for <see cref="BreakDuration"/>. From 1 to 1,000,000, or 0: never;
    /// default 20. What the store refuses at once (no memory, say) does not count: it answers.
    /// </summary>
    public int FailureThreshold { get; set; } = 20;

    /// <summary>
    /// How long no call is made then. From 50 milliseconds to 1 minute; default 1 second. Afterwards one call in that time tries; the first
    /// that is answered lets all others through again.
    /// </summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);
}
