namespace AuthStrategies.EntityFrameworkCore;

/// <summary>How sessions are kept in a database. The context decides which database. Not thread-safe.</summary>
public sealed class EntityFrameworkSessionStoreOptions
{
    /// <summary>
    /// How long one call may take, including the time to connect and to repeat. After it the call throws a
    /// <see cref="SessionStoreException"/>. From 50 milliseconds to 1 minute; default 2 seconds. It replaces the context's own
    /// command timeout. A provider that cannot be interrupted (SQLite) receives it in whole seconds, rounded up.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often each node removes the rows of expired sessions. From 1 second to 1 day; default 5 minutes.
    /// <see cref="Timeout.InfiniteTimeSpan"/> turns it off, for applications that call <see cref="ISessionStore.RemoveExpiredAsync"/> in a job.
    /// </summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The largest part of <see cref="SweepInterval"/> by which each pause is shortened at random, so that nodes that start together do not
    /// sweep together. From 0 to 1; default 0.25.
    /// </summary>
    public double SweepJitter { get; set; } = 0.25;

    /// <summary>The largest number of rows that one statement of the sweep removes. From 1 to 100,000; default 1,000.</summary>
    public int SweepBatch { get; set; } = 1_000;

    /// <summary>
    /// How long the sweep keeps a row after its expiry. A node whose clock is ahead by less than this removes no live session.
    /// From zero to 7 days; default 1 hour.
    /// </summary>
    public TimeSpan SweepMargin { get; set; } = TimeSpan.FromHours(1);
}
