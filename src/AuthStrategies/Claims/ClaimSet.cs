namespace AuthStrategies.Claims;

/// <summary>
/// Who somebody is, independent of strategy: the subject and the other claims, those of one type next to each other.
/// Immutable, so that it may be remembered and shared; <see cref="PrincipalFactory"/> makes each caller's own principal from it.
/// </summary>
internal sealed class ClaimSet(string subject, ClaimEntry[] entries)
{
    /// <summary>A principal with more claims is refused at issue, a token with more at authenticate.</summary>
    public const int MaxClaims = 1000;

    /// <summary>The longest subject we issue for: the limit of OpenID Connect Core §2, which every store can index.</summary>
    public const int MaxSubjectLength = 255;

    public string Subject { get; } = subject;

    /// <summary>Every claim but <c>sub</c>.</summary>
    public ReadOnlySpan<ClaimEntry> Entries => entries;

    /// <summary>Puts claims of one type next to each other, in the order in which each type first appears: the order a JSON object keeps.</summary>
    public static ClaimEntry[] Group(IReadOnlyList<ClaimEntry> claims)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ClaimEntry claim in claims)
            places.TryAdd(claim.Type, places.Count);

        return places.Count == claims.Count ? [.. claims] : [.. claims.OrderBy(claim => places[claim.Type])];
    }
}
