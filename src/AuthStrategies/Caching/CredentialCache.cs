namespace AuthStrategies.Caching;

/// <summary>
/// The credentials that a strategy has recently verified, with the results that are expensive to compute again.
/// Bounded: a new entry replaces an old one. Thread-safe; a look-up takes no lock and allocates nothing.
/// </summary>
/// <remarks>
/// It caches what a text <i>contains</i>, not whether it is still valid: the caller checks time, keys, session and
/// revocation each time. Refused credentials are not cached, so invalid ones cannot replace valid ones.
/// </remarks>
internal sealed class CredentialCache<TFacts>
    where TFacts : struct
{
    // Two slots for each credential: with one slot, two frequent credentials would replace each other again and again.
    private const int MostWays = 2;

    private readonly CredentialCacheEntry<TFacts>?[] _entries;

    // Beside the entries, so that one read of adjacent memory shows that a credential is unknown. Only a hint: the entry decides.
    private readonly ulong[] _hashes;
    private readonly int _ways;
    private readonly uint _sets;

    /// <param name="capacity">How many entries the cache has; 0 turns it off.</param>
    public CredentialCache(int capacity)
    {
        _ways = Math.Clamp(capacity, 1, MostWays);
        _sets = (uint)(capacity / _ways);
        _entries = new CredentialCacheEntry<TFacts>?[_sets * _ways];
        _hashes = new ulong[_entries.Length];
    }

    /// <summary>Whether the cache is in use.</summary>
    public bool IsOn => _entries.Length > 0;

    /// <summary>The entry of a credential; <see langword="null"/> if it is not cached.</summary>
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

    /// <summary>Caches a credential that was verified.</summary>
    public void Add(string text, ulong hash, in TFacts facts)
    {
        int first = PlaceOf(hash);
        int way = 0;
        while (way < _ways && Volatile.Read(ref _hashes[first + way]) is not 0 and ulong known && known != hash)
            way++;

        // All slots are taken: a bit of the hash that does not choose the slot decides, so that each slot is replaced at some time.
        if (way == _ways)
            way = (int)(hash & 1) % _ways;
        Volatile.Write(ref _entries[first + way], new(hash, text, facts));
        Volatile.Write(ref _hashes[first + way], hash);
    }

    private int PlaceOf(ulong hash) => (int)(((hash >> 32) * _sets) >> 32) * _ways;
}
