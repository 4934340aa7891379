using System.Runtime.CompilerServices;

namespace AuthStrategies.DPoP;

/// <summary>
/// The proofs that were used on this node, until they would no longer be accepted. Bounded in bytes: when it is full, the proofs that end first are
/// forgotten, and from then on it cannot be told of any proof that ends so early. So no proof is accepted twice, also if the clock is set back. Thread-safe.
/// </summary>
internal sealed class ReplayMemory
{
    /// <summary>The memory of one proof in both collections, with the space that they reserve when they grow.</summary>
    public const int EntrySize = 128;

    private const int ShardCount = 8;

    private static readonly ConditionalWeakTable<InMemorySessionStore, ReplayMemory> OfStores = [];

    private readonly Shard[] _shards;

    /// <param name="maxBytes">How many bytes all proofs may use together.</param>
    public ReplayMemory(long maxBytes) => _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard((int)(maxBytes / EntrySize / ShardCount)))];

    /// <summary>The one memory of all that share a store in the memory of this process. Proofs take no space from the sessions in it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="maxBytes">How many bytes all proofs may use together; the first caller's value counts.</param>
    public static ReplayMemory Of(InMemorySessionStore store, long maxBytes) => OfStores.GetValue(store, _ => new(maxBytes));

    /// <summary>How many proofs are remembered.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>Remembers a proof, unless it was used before.</summary>
    /// <param name="id">Distinguishes the proof from all others.</param>
    /// <param name="endsAt">Until when the proof would be accepted, in UTC ticks.</param>
    /// <param name="now">The time, in UTC ticks.</param>
    public ReplayAnswer Use(UInt128 id, long endsAt, long now) => _shards[(int)(uint)(id % ShardCount)].Use(id, endsAt, now);

    private sealed class Shard(int capacity)
    {
        private readonly Lock _sync = new();
        private readonly HashSet<UInt128> _used = [];
        private readonly PriorityQueue<UInt128, long> _byEnd = new();
        private long _forgottenUntil = long.MinValue;

        public int Count
        {
            get
            {
                lock (_sync)
                    return _used.Count;
            }
        }

        public ReplayAnswer Use(UInt128 id, long endsAt, long now)
        {
            lock (_sync)
            {
                while (_byEnd.TryPeek(out _, out long end) && end <= now)
                    Forget();
                if (_used.Contains(id))
                    return ReplayAnswer.Replayed;
                if (_used.Count >= capacity)
                    Forget();
                if (endsAt <= _forgottenUntil)
                    return ReplayAnswer.Forgotten;

                _used.Add(id);
                _byEnd.Enqueue(id, endsAt);
                return ReplayAnswer.Fresh;
            }
        }

        private void Forget()
        {
            _byEnd.TryDequeue(out UInt128 id, out long end);
            _used.Remove(id);
            _forgottenUntil = Math.Max(_forgottenUntil, end);
        }
    }
}
