using System.Runtime.InteropServices;

namespace AuthStrategies.Claims;

/// <summary>A list to collect claims in, kept by its thread between uses, so that collecting allocates nothing.</summary>
internal readonly ref struct ClaimList
{
    // Most principals fit; a thread that met a larger one does not keep that much.
    private const int MaxKept = 128;

    [ThreadStatic]
    private static List<ClaimEntry>? _kept;

    private ClaimList(List<ClaimEntry> entries) => Entries = entries;

    /// <summary>The list, empty at first. Not to be used after <see cref="Dispose"/>.</summary>
    public List<ClaimEntry> Entries { get; }

    /// <summary>What is in it, as long as nothing is added.</summary>
    public ReadOnlySpan<ClaimEntry> Span => CollectionsMarshal.AsSpan(Entries);

    /// <summary>Takes the thread's list. Dispose of it on the same thread.</summary>
    public static ClaimList Rent()
    {
        List<ClaimEntry> entries = _kept ?? new(32);
        _kept = null;
        return new(entries);
    }

    /// <summary>Gives the list back, empty.</summary>
    public void Dispose()
    {
        Entries.Clear();
        if (Entries.Capacity <= MaxKept)
            _kept = Entries;
    }
}
