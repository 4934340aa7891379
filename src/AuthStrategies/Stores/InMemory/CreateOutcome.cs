namespace AuthStrategies.Stores.InMemory;

/// <summary>What became of a new record.</summary>
internal enum CreateOutcome
{
    /// <summary>It is there.</summary>
    Created,

    /// <summary>Its id was there before; nothing changed.</summary>
    Exists,

    /// <summary>There is no room and nothing has expired; nothing changed.</summary>
    Full,
}
