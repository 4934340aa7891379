using System.Runtime.InteropServices;

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

    /// <summary>Whether both say the same in the same order.</summary>
    public bool HasEqualContent(ClaimSet other) =>
        string.Equals(Subject, other.Subject, StringComparison.Ordinal) && Entries.SequenceEqual(other.Entries);

    /// <summary>Puts claims of one type next to each other, in the order in which each type first appears: the order a JSON object keeps.</summary>
    public static void Group(List<ClaimEntry> claims)
    {
        if (claims.Count > 1 && HasScattered(CollectionsMarshal.AsSpan(claims)))
            Sort(claims);
    }

    private static void Sort(List<ClaimEntry> claims)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ClaimEntry claim in claims)
            places.TryAdd(claim.Type, places.Count);

        ClaimEntry[] grouped = [.. claims.OrderBy(claim => places[claim.Type])];
        claims.Clear();
        claims.AddRange(grouped);
    }

    /// <summary>Whether a type comes back after another one. Few claims are compared one by one; of many it is assumed.</summary>
    private static bool HasScattered(ReadOnlySpan<ClaimEntry> claims)
    {
        if (claims.Length > 32)
            return true;

        ulong seen = MarkOf(claims[0].Type);
        for (int i = 1; i < claims.Length; i++)
        {
            ulong mark = MarkOf(claims[i].Type);
            // A mark not seen yet is a type not seen yet; only one seen before takes a closer look.
            if ((seen & mark) != 0 && claims[i].Type != claims[i - 1].Type && Contains(claims[..i], claims[i].Type))
                return true;

            seen |= mark;
        }

        return false;
    }

    private static ulong MarkOf(string type) => type.Length == 0 ? 1 : 1UL << ((type[0] + (8 * type.Length)) % 64);

    private static bool Contains(ReadOnlySpan<ClaimEntry> claims, string type)
    {
        foreach (ref readonly ClaimEntry claim in claims)
        {
            if (claim.Type == type)
                return true;
        }

        return false;
    }
}
