using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AuthStrategies.Sessions.Rotation;

/// <summary>A value of 32 bytes without an object on the heap: a SHA-256 hash or a salt.</summary>
[InlineArray(Size)]
internal struct Bytes32 : IEquatable<Bytes32>
{
    public const int Size = 32;

#pragma warning disable IDE0044, IDE0051 // The element of an inline array is reached by index only.
    private byte _element;
#pragma warning restore IDE0044, IDE0051

    public static Bytes32 From(ReadOnlySpan<byte> bytes)
    {
        Bytes32 value = default;
        bytes[..Size].CopyTo(value);
        return value;
    }

    public static Bytes32 Sha256(ReadOnlySpan<byte> data)
    {
        Bytes32 hash = default;
        SHA256.HashData(data, hash);
        return hash;
    }

    /// <summary>Compares in constant time.</summary>
    public readonly bool Equals(Bytes32 other) => CryptographicOperations.FixedTimeEquals(this, other);

    public override readonly bool Equals(object? obj) => obj is Bytes32 other && Equals(other);

    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(this);
}
