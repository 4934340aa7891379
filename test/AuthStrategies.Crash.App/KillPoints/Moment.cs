namespace AuthStrategies.Crash.KillPoints;

/// <summary>When a process dies, seen from one exchange with its vault, or from the end of its act.</summary>
public enum Moment
{
    /// <summary>Nothing has left the process.</summary>
    BeforeSending,

    /// <summary>On the way: whether the vault did it is not known.</summary>
    Sending,

    /// <summary>The vault did it and answered, and nobody has looked at the answer.</summary>
    Answered,

    /// <summary>The strategy has answered, and nobody was told.</summary>
    Returned,

    /// <summary>The client was told.</summary>
    ClientLog,
}
