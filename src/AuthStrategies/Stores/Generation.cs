using System.Buffers.Binary;
using AuthStrategies.Randomness;

namespace AuthStrategies.Stores;

/// <summary>
/// The generation of a strategy's sessions: 16 random bytes. To end all sessions, the strategy gets another one. It is no secret: it is of no use
/// to a client, because it counts only inside a record or a signed token.
/// </summary>
internal readonly record struct Generation(UInt128 Value)
{
    public const int Size = 16;

    /// <summary>Whether there is none: the session was created by a release that knew no generations.</summary>
    public bool IsNone => Value == UInt128.Zero;

    public static Generation New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        SecureRandom.Fill(bytes);
        return Read(bytes);
    }

    public static Generation Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
}
