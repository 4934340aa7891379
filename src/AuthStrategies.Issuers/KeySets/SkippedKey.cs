namespace AuthStrategies.Issuers.KeySets;

/// <summary>A key of a key set that is not used.</summary>
/// <param name="Name">Its place in the set, and its id if that can be shown.</param>
/// <param name="Reason">Why it is not used. Contains no part of the key.</param>
/// <param name="IsExposed">Whether the issuer publishes the secret part of it.</param>
internal sealed record SkippedKey(string Name, string Reason, bool IsExposed);
