using System.Runtime.InteropServices;

namespace AuthStrategies.Claims;

/// <summary>A list for collecting claims that its thread reuses, so that collecting allocates nothing.</summary>
internal readonly ref struct ClaimList
{
    // Enough for most principals. A larger list is not kept.
    private const int MaxKept = 128;

    [ThreadStatic]
    private static List<ClaimEntry>? _kept;

    private ClaimList(List<ClaimEntry> entries) => Entries = entries;

    /// <summary>The list, empty at first. Do not use it after <see cref="Dispose"/>.</summary>
    public List<ClaimEntry> Entries { get; }

    /// <summary>The content; valid until a claim is added.</summary>
    public ReadOnlySpan<ClaimEntry> Span => CollectionsMarshal.AsSpan(Entries);

    /// <summary>Takes the thread's list. Dispose it on the same thread.</summary>
    public static ClaimList Rent()
    {
        List<ClaimEntry> entries = _kept ?? new(32);
        _kept = null;
        return new(entries);
    }

    /// <summary>Clears the list and gives it back.</summary>
    public void Dispose()
    {
        Entries.Clear();
        if (Entries.Capacity <= MaxKept)
            _kept = Entries;
    }
}
