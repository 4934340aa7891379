namespace AuthStrategies.Testing.Faults;

/// <summary>How a fault changes a call.</summary>
internal enum FaultKind
{
    /// <summary>An action runs before or after the call's effect: an exception, a wait, another node's write.</summary>
    Act,

    /// <summary>The call has no effect.</summary>
    Lose,

    /// <summary>The payload changes.</summary>
    Corrupt,

    /// <summary>Reads return earlier data.</summary>
    Lag,
}
