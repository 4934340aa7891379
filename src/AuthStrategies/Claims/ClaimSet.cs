using System.Runtime.InteropServices;
using AuthStrategies.Caching;

namespace AuthStrategies.Claims;

/// <summary>
/// The user, independent of the strategy: the subject and the other claims, grouped by type. Immutable, so that it can be cached
/// and shared; <see cref="PrincipalFactory"/> creates a separate principal from it for each caller.
/// </summary>
internal sealed class ClaimSet(string subject, ClaimEntry[] entries)
{
    /// <summary>A principal with more claims is refused by issue, a token with more by authenticate.</summary>
    public const int MaxClaims = 1000;

    /// <summary>The longest subject that a credential is issued for: the limit of OpenID Connect Core §2, which every store can index.</summary>
    public const int MaxSubjectLength = 255;

    private const int OwnFields = 48;
    private const int EntrySize = 24;

    public string Subject { get; } = subject;

    /// <summary>All claims except <c>sub</c>.</summary>
    public ReadOnlySpan<ClaimEntry> Entries => entries;

    /// <summary>The names of the login that belong to none of the entries.</summary>
    public LoginNames Names { get; init; }

    /// <summary>Whether a token said under which names its claims went in. Tokens of other issuers do not.</summary>
    public bool HasWrittenNames { get; init; }

    /// <summary>About how many bytes of memory the set uses. Computed at each call.</summary>
    public int Size
    {
        get
        {
            int size = MemorySize.Header + OwnFields + MemorySize.OfText(Subject) + MemorySize.OfArray(entries.Length, EntrySize);
            string? lastType = null;
            foreach (ref readonly ClaimEntry entry in Entries)
            {
                size += MemorySize.OfText(entry.Value) + (ReferenceEquals(entry.Type, lastType) ? 0 : MemorySize.OfText(entry.Type));
                lastType = entry.Type;
            }

            return size;
        }
    }

    /// <summary>Groups claims by type, in the order in which each type first appears, as in a JSON object.</summary>
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

    /// <summary>Whether a type appears again after another one. A few claims are compared; for many, the answer is always yes.</summary>
    private static bool HasScattered(ReadOnlySpan<ClaimEntry> claims)
    {
        if (claims.Length > 32)
            return true;

        ulong seen = MarkOf(claims[0].Type);
        for (int i = 1; i < claims.Length; i++)
        {
            ulong mark = MarkOf(claims[i].Type);
            // A new mark means a new type; only a mark that was seen before needs a comparison.
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
