using System.Runtime.CompilerServices;

namespace AuthStrategies.Stores.InMemory;

/// <summary>A session id with its hash, which gives the shard and the tag inside the shard.</summary>
internal readonly ref struct TableKey
{
    public TableKey(SessionId id)
    {
        Id = id;
        UInt128 bits = Unsafe.BitCast<SessionId, UInt128>(id);
        // Ids are truncated SHA-256 hashes, but the table must not depend on that: one multiplication spreads counters too.
        ulong high = Math.BigMul((ulong)bits ^ 0x9E3779B97F4A7C15, (ulong)(bits >> 64) ^ 0xC2B2AE3D27D4EB4F, out ulong low);
        Hash = high ^ low;
    }

    public SessionId Id { get; }

    public ulong Hash { get; }

    /// <summary>The part of the hash that a slot keeps. The other half chooses the shard, so that tags differ inside a shard.</summary>
    public uint Tag => (uint)Hash;
}
