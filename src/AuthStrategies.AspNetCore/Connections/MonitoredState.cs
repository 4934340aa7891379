namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Whether the session of an open connection is still valid.</summary>
internal enum MonitoredState
{
    /// <summary>It was valid at the last check, and that answer is younger than the interval.</summary>
    Confirmed,

    /// <summary>The last answer is older than the interval: not confirmed, but no reason to close the connection either.</summary>
    InDoubt,

    /// <summary>It has ended or expired.</summary>
    Ended,
}
