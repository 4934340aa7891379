namespace AuthStrategies.DPoP;

/// <summary>What is known about an earlier use of a proof.</summary>
internal enum ReplayAnswer
{
    /// <summary>It was not used before, and is remembered now.</summary>
    Fresh = 1,

    /// <summary>It was used before.</summary>
    Replayed = 2,

    /// <summary>Proofs of its age were forgotten, so it cannot be told.</summary>
    Forgotten = 3,
}
