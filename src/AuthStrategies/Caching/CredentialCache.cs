namespace AuthStrategies.Caching;

/// <summary>
/// The credentials a strategy has seen lately and found good, with what is costly to find out again. Bounded: a new one
/// takes the place of an old one. Thread-safe; looking takes no lock and allocates nothing.
/// </summary>
/// <remarks>
/// It knows what a text <i>says</i>, never whether it still counts: time, keys, session and revocation are checked each
/// time by whoever asks. Refusals are not held, so garbage cannot push out what is good.
/// </remarks>
internal sealed class CredentialCache<TFacts>
    where TFacts : struct
{
    // Two places for each credential: one alone would let two frequent ones push each other out for ever.
    private const int MostWays = 2;

    private readonly CredentialCacheEntry<TFacts>?[] _entries;

    // Beside the entries, so that a stranger is told by one look at memory that is close together. A hint only: the entry decides.
    private readonly ulong[] _hashes;
    private readonly int _ways;
    private readonly uint _sets;

    /// <param name="capacity">How many to remember; 0 remembers none.</param>
    public CredentialCache(int capacity)
    {
        _ways = Math.Clamp(capacity, 1, MostWays);
        _sets = (uint)(capacity / _ways);
        _entries = new CredentialCacheEntry<TFacts>?[_sets * _ways];
        _hashes = new ulong[_entries.Length];
    }

    /// <summary>Whether anything is remembered at all.</summary>
    public bool IsOn => _entries.Length > 0;

    /// <summary>What is known of a credential; <see langword="null"/> when it was not seen, or not lately.</summary>
    public CredentialCacheEntry<TFacts>? Find(string text, ulong hash)
    {
        int first = PlaceOf(hash);
        for (int way = 0; way < _ways; way++)
        {
            if (Volatile.Read(ref _hashes[first + way]) == hash
                && Volatile.Read(ref _entries[first + way]) is { } entry
                && entry.Hash == hash
                && string.Equals(entry.Text, text, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>Remembers a credential that was found good.</summary>
    public void Add(string text, ulong hash, in TFacts facts)
    {
        int first = PlaceOf(hash);
        int way = 0;
        while (way < _ways && Volatile.Read(ref _hashes[first + way]) is not 0 and ulong known && known != hash)
            way++;

        // All taken by others: a bit of the hash that has no say in the place decides, so that no place is spared for ever.
        if (way == _ways)
            way = (int)(hash & 1) % _ways;
        Volatile.Write(ref _entries[first + way], new(hash, text, facts));
        Volatile.Write(ref _hashes[first + way], hash);
    }

    private int PlaceOf(ulong hash) => (int)(((hash >> 32) * _sets) >> 32) * _ways;
}
