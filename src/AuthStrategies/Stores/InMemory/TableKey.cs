using System.Runtime.CompilerServices;

namespace AuthStrategies.Stores.InMemory;

/// <summary>A session id with its hash: which shard, and which tag inside the shard.</summary>
internal readonly ref struct TableKey
{
    public TableKey(SessionId id)
    {
        Id = id;
        UInt128 bits = Unsafe.BitCast<SessionId, UInt128>(id);
        // Ids are truncated SHA-256 hashes, but a store must not lean on that: one multiplication spreads counters as well.
        ulong high = Math.BigMul((ulong)bits ^ 0x9E3779B97F4A7C15, (ulong)(bits >> 64) ^ 0xC2B2AE3D27D4EB4F, out ulong low);
        Hash = high ^ low;
    }

    public SessionId Id { get; }

    public ulong Hash { get; }

    /// <summary>What a slot remembers of the hash. The shard is chosen by the other half, so that tags differ inside a shard.</summary>
    public uint Tag => (uint)Hash;
}
