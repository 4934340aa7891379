namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Whether a login that was valid when a connection was opened still is.</summary>
internal enum MonitoredState
{
    /// <summary>It was, no longer ago than the interval.</summary>
    Confirmed,

    /// <summary>Nobody could tell for longer than the interval: no yes, and no reason to close anything either.</summary>
    InDoubt,

    /// <summary>It has ended, or has expired as far as is known.</summary>
    Ended,
}
