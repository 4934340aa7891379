namespace AuthStrategies.Issuers.KeySets;

/// <summary>The keys of one answer of an issuer. Immutable.</summary>
/// <param name="Keys">The keys that verify; the same list as before while they are the same.</param>
/// <param name="Entries">Each key with the text of its JWK, to find it again in the next answer.</param>
/// <param name="Skipped">The keys that are not used.</param>
internal sealed record IssuerKeySet(IReadOnlyList<JwtKey> Keys, IReadOnlyList<(string Text, JwtKey Key)> Entries, IReadOnlyList<SkippedKey> Skipped)
{
    public static readonly IssuerKeySet Empty = new([], [], []);
}
