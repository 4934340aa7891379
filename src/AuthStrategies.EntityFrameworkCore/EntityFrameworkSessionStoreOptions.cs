namespace AuthStrategies.EntityFrameworkCore;

/// <summary>How sessions are kept in a database. Which database is the context's matter.</summary>
public sealed class EntityFrameworkSessionStoreOptions
{
    /// <summary>
    /// How long one call may take, connecting and repeating included; afterwards it ends with a <see cref="SessionStoreException"/>.
    /// From 50 milliseconds to 1 minute; default 2 seconds. It takes the place of the context's own command timeout. A provider that
    /// cannot be interrupted (SQLite) sees it in whole seconds, rounded up.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often each node removes rows of sessions that have expired. From 1 second to 1 day; default 5 minutes.
    /// <see cref="Timeout.InfiniteTimeSpan"/> turns it off, for those who have a job of their own call <see cref="ISessionStore.RemoveExpiredAsync"/>.
    /// </summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// By which part of <see cref="SweepInterval"/> each pause is shortened at random at the most, so that nodes started together do not
    /// sweep together. From 0 to 1; default 0.25.
    /// </summary>
    public double SweepJitter { get; set; } = 0.25;

    /// <summary>How many rows one statement of the sweep removes at the most. From 1 to 100,000; default 1,000.</summary>
    public int SweepBatch { get; set; } = 1_000;

    /// <summary>
    /// How long past its expiry a row is left alone by the sweep: a node whose clock is ahead by less ends nobody's session.
    /// From zero to 7 days; default 1 hour.
    /// </summary>
    public TimeSpan SweepMargin { get; set; } = TimeSpan.FromHours(1);
}
