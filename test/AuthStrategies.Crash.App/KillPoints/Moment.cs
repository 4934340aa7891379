namespace AuthStrategies.Crash.KillPoints;

/// <summary>When a process dies, seen from one exchange with its store, or from the end of its act.</summary>
public enum Moment
{
    /// <summary>Nothing has left the process.</summary>
    BeforeSending,

    /// <summary>On the way: whether the store did it is not known.</summary>
    Sending,

    /// <summary>The store did it and answered, and the process has not looked at the answer.</summary>
    Answered,

    /// <summary>The strategy has answered, and the client was not told.</summary>
    Returned,

    /// <summary>The client was told.</summary>
    ClientLog,
}
