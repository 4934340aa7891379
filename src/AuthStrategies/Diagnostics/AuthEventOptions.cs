namespace AuthStrategies;

/// <summary>
/// What is given to the sinks of events (<see cref="IAuthEventSink"/>), and how much may wait for them. Set with
/// <c>services.Configure&lt;AuthEventOptions&gt;(…)</c>; read once. Without a sink they have no effect. The options object is not thread-safe.
/// </summary>
public sealed class AuthEventOptions
{
    /// <summary>
    /// Every how many accepted credentials make a <see cref="CredentialAuthenticatedEvent"/>: 1 for each, 100 for every hundredth of a
    /// strategy on this node. From 0 to 1,000,000; 0 means none and is the default.
    /// </summary>
    public int AuthenticatedEvery { get; set; }

    /// <summary>
    /// How many events may wait for one sink. From 16 to 1,000,000; default 4,096. Ends, suspected thefts and events of keys wait in
    /// another queue with the same size, so that a flood of other events does not drop them.
    /// </summary>
    public int QueueSize { get; set; } = 4_096;

    /// <summary>
    /// How long a host that stops waits until the sinks have taken the remaining events. From 0 to 5 minutes; default 5 seconds. The
    /// host's own limit (<c>HostOptions.ShutdownTimeout</c>) holds too.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
