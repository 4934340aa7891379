using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using AuthStrategies.Randomness;

namespace AuthStrategies.Stores;

/// <summary>
/// The generation of a strategy's sessions: 16 random bytes. To end all sessions, the strategy gets another one. It is no secret: it is of no use
/// to a client, because it counts only inside a record or a signed token.
/// </summary>
// Two numbers, not one of 128 bits: code with such a number in a value cannot be compiled ahead, and records of sessions contain generations.
internal readonly record struct Generation(ulong High, ulong Low)
{
    public const int Size = 16;
    public const int TextLength = 22;

    /// <summary>Whether there is none: the session was created by a release that knew no generations.</summary>
    public bool IsNone => (High | Low) == 0;

    public static Generation New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        SecureRandom.Fill(bytes);
        return Read(bytes);
    }

    public static Generation Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>Reads the text of a token.</summary>
    public static bool TryParse(string text, out Generation generation)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool isOne = text.Length == TextLength && Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done && written == Size;
        generation = isOne ? Read(bytes) : default;
        return isOne;
    }

    /// <summary>Writes the text for a token, of <see cref="TextLength"/> bytes.</summary>
    public void WriteText(Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        Base64Url.EncodeToUtf8(bytes, text);
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Low);
    }
}
