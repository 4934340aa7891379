namespace AuthStrategies.Stores.InMemory;

/// <summary>The outcome of replacing a record.</summary>
internal enum ReplaceOutcome
{
    /// <summary>The record was replaced.</summary>
    Replaced,

    /// <summary>The stored record does not exist or is not the previous version; nothing changed.</summary>
    Superseded,

    /// <summary>The subject or the absolute end differs; nothing changed.</summary>
    Foreign,
}
