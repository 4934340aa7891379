namespace AuthStrategies.Stores.InMemory;

/// <summary>The outcome of adding a new record.</summary>
internal enum CreateOutcome
{
    /// <summary>The record was added.</summary>
    Created,

    /// <summary>A record with this id exists; nothing changed.</summary>
    Exists,

    /// <summary>The store is full and no record has expired; nothing changed.</summary>
    Full,
}
