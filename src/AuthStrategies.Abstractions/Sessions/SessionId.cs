using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace AuthStrategies;

/// <summary>
/// The public id of a session: 16 bytes, shown as 22 base64url characters. It is the key in a session store, and lists
/// and the <c>sid</c> claim of a JWT contain it. It is not a secret and gives no access: it is safe to show and to log.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. The <see langword="default"/> value is not the id of any session. In JSON it is its text form, also as the key
/// of a dictionary, and a parameter of a route of this type takes the text form.
/// </remarks>
[JsonConverter(typeof(SessionIdJsonConverter))]
public readonly struct SessionId : IEquatable<SessionId>, IComparable<SessionId>, IParsable<SessionId>
{
    /// <summary>The number of bytes: 16.</summary>
    public const int Size = 16;

    /// <summary>The number of characters of the text form: 22.</summary>
    public const int TextLength = 22;

    private readonly ulong _high;
    private readonly ulong _low;

    /// <summary>Creates an id from its bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes is not <see cref="Size"/>.</exception>
    public SessionId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"A session id has exactly {Size} bytes.", nameof(bytes));

        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }

    /// <summary>Copies the bytes.</summary>
    /// <param name="destination">The target; at least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
            throw new ArgumentException($"The destination is too short for a session id; it must have at least {Size} bytes.", nameof(destination));

        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
    }

    /// <summary>Returns the bytes.</summary>
    /// <returns>A new array of <see cref="Size"/> bytes.</returns>
    public byte[] ToByteArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads the text form. Each id has exactly one spelling; every other text is refused.</summary>
    /// <param name="s">The text.</param>
    /// <param name="result">The id, or <see langword="default"/>.</param>
    /// <returns><see langword="true"/> if <paramref name="s"/> is the text form of an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, out SessionId result)
    {
        result = default;
        if (s is not { Length: TextLength })
            return false;

        foreach (char c in s)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        // The platform's decoder refuses extra bits after the last byte; they would give an id a second spelling.
        if (Base64Url.DecodeFromChars(s, bytes, out _, out int written) != System.Buffers.OperationStatus.Done || written != Size)
            return false;

        result = new(bytes);
        return true;
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="s">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">The text is not the text form of an id.</exception>
    public static SessionId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, out SessionId id)
            ? id
            : throw new FormatException($"A session id is written as exactly {TextLength} base64url characters.");
    }

    /// <inheritdoc />
    static bool IParsable<SessionId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SessionId result) => TryParse(s, out result);

    /// <inheritdoc />
    static SessionId IParsable<SessionId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc />
    public bool Equals(SessionId other) => _high == other._high && _low == other._low;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SessionId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => (_high ^ _low).GetHashCode();

    /// <summary>Orders by the bytes.</summary>
    /// <param name="other">The id to compare with.</param>
    /// <returns>Less than, equal to or greater than zero.</returns>
    public int CompareTo(SessionId other) => _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    /// <summary>The text form: 22 base64url characters.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether two ids are the same.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if they are.</returns>
    public static bool operator ==(SessionId left, SessionId right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if they do.</returns>
    public static bool operator !=(SessionId left, SessionId right) => !left.Equals(right);

    /// <summary>Whether one id sorts before another.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool operator <(SessionId left, SessionId right) => left.CompareTo(right) < 0;

    /// <summary>Whether one id sorts before another or is the same.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool operator <=(SessionId left, SessionId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one id sorts after another.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool operator >(SessionId left, SessionId right) => left.CompareTo(right) > 0;

    /// <summary>Whether one id sorts after another or is the same.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool operator >=(SessionId left, SessionId right) => left.CompareTo(right) >= 0;
}
