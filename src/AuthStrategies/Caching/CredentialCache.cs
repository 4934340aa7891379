namespace AuthStrategies.Caching;

/// <summary>
/// The credentials that a strategy has recently verified, with the results that are expensive to compute again.
/// Bounded in entries and in bytes: a new entry replaces old ones. Thread-safe; a look-up takes no lock and allocates nothing.
/// </summary>
/// <remarks>
/// It caches what a text <i>contains</i>, not whether it is still valid: the caller checks time, keys, session and
/// revocation each time. Refused credentials are not cached, so invalid ones cannot replace valid ones.
/// </remarks>
internal sealed class CredentialCache<TFacts>
    where TFacts : struct, ICacheFacts
{
    // Two slots for each credential: with one slot, two frequent credentials would replace each other again and again.
    private const int MostWays = 2;

    private readonly CacheSlots<CredentialCacheEntry<TFacts>> _slots;

    // Beside the entries, so that one read of adjacent memory shows that a credential is unknown. Only a hint: the entry decides.
    private readonly ulong[] _hashes;
    private readonly int _ways;
    private readonly uint _sets;

    /// <param name="capacity">How many entries the cache has; 0 turns it off.</param>
    /// <param name="maxBytes">How many bytes all entries may use together.</param>
    public CredentialCache(int capacity, long maxBytes)
    {
        _ways = Math.Clamp(capacity, 1, MostWays);
        _sets = (uint)(capacity / _ways);
        _slots = new((int)_sets * _ways, maxBytes);
        _hashes = new ulong[_slots.Length];
    }

    /// <summary>Whether the cache is in use.</summary>
    public bool IsOn => _hashes.Length > 0;

    /// <summary>How many bytes all entries use.</summary>
    public long Bytes => _slots.Bytes;

    /// <summary>The entry of a credential; <see langword="null"/> if it is not cached.</summary>
    public CredentialCacheEntry<TFacts>? Find(ReadOnlySpan<char> text, ulong hash)
    {
        int first = PlaceOf(hash);
        for (int way = 0; way < _ways; way++)
        {
            if (Volatile.Read(ref _hashes[first + way]) == hash
                && _slots[first + way] is { } entry
                && entry.Hash == hash
                && text.SequenceEqual(entry.Text))
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
        while (way < _ways && IsOfOther(first + way, hash))
            way++;

        // All slots are taken: a bit of the hash that does not choose the slot decides, so that each slot is replaced at some time.
        if (way == _ways)
            way = (int)(hash & 1) % _ways;
        _slots.Put(first + way, new(hash, text, facts));
        Volatile.Write(ref _hashes[first + way], hash);
    }

    private bool IsOfOther(int slot, ulong hash) => Volatile.Read(ref _hashes[slot]) != hash && _slots[slot] is not null;

    private int PlaceOf(ulong hash) => (int)(((hash >> 32) * _sets) >> 32) * _ways;
}
