namespace AuthStrategies.Stores.InMemory;

/// <summary>What became of a next version.</summary>
internal enum ReplaceOutcome
{
    /// <summary>It is there.</summary>
    Replaced,

    /// <summary>The stored record is gone or is not the version before; nothing changed.</summary>
    Superseded,

    /// <summary>It would change what never changes; nothing changed.</summary>
    Foreign,
}
