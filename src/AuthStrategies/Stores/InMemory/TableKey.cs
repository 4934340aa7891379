using System.Runtime.CompilerServices;

namespace AuthStrategies.Stores.InMemory;

/// <summary>A session id with its hash, which gives the shard and the tag inside the shard.</summary>
internal readonly ref struct TableKey
{
    public TableKey(SessionId id)
    {
        Id = id;
        Halves bits = Unsafe.BitCast<SessionId, Halves>(id);
        // Ids are truncated SHA-256 hashes, but the table must not depend on that: one multiplication spreads counters too.
        ulong high = Math.BigMul(bits.First ^ 0x9E3779B97F4A7C15, bits.Second ^ 0xC2B2AE3D27D4EB4F, out ulong low);
        Hash = high ^ low;
    }

    public SessionId Id { get; }

    public ulong Hash { get; }

    /// <summary>The part of the hash that a slot keeps. The other half chooses the shard, so that tags differ inside a shard.</summary>
    public uint Tag => (uint)Hash;

    // Not a number of 128 bits: code with one cannot be compiled ahead.
    private readonly struct Halves(ulong first, ulong second)
    {
        public ulong First { get; } = first;

        public ulong Second { get; } = second;
    }
}
