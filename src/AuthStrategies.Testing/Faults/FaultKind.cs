namespace AuthStrategies.Testing.Faults;

/// <summary>How a fault changes a call.</summary>
internal enum FaultKind
{
    /// <summary>Something happens beside it: an exception, a wait, another node's write.</summary>
    Act,

    /// <summary>It has no effect.</summary>
    Lose,

    /// <summary>The payload changes.</summary>
    Corrupt,

    /// <summary>Reads answer as they did before.</summary>
    Lag,
}
