using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AuthStrategies.Jwt;

/// <summary>
/// A token in its compact form (RFC 7515 §7.1), split and decoded in one rented buffer. Strict: exactly two dots, three
/// parts that are not empty, the base64url alphabet and nothing beside, one spelling for each sequence of bytes.
/// </summary>
internal readonly ref struct CompactToken
{
    public const char Separator = '.';

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly byte[] _buffer;
    private readonly int _used;

    private CompactToken(byte[] buffer, int used, int signingInput, Parts parts)
    {
        _buffer = buffer;
        _used = used;
        SigningInput = new(buffer, 0, signingInput);
        Header = parts.Header;
        Payload = parts.Payload;
        Signature = parts.Signature;
    }

    /// <summary>What the signature covers: the first two parts as they were sent.</summary>
    public ArraySegment<byte> SigningInput { get; }

    /// <summary>The decoded header.</summary>
    public ReadOnlySpan<byte> Header { get; }

    /// <summary>The decoded payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The decoded signature.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>Takes a token apart. Call <see cref="Dispose"/> if it succeeds: the parts live until then.</summary>
    public static bool TryRead(string text, out CompactToken token)
    {
        token = default;
        int first = text.IndexOf(Separator, StringComparison.Ordinal);
        int last = text.LastIndexOf(Separator);
        // Dots are counted before anything is made of them: a text of nothing but dots costs one pass.
        if (first <= 0 || last <= first + 1 || last == text.Length - 1 || text.AsSpan(first + 1, last - first - 1).Contains(Separator))
            return false;
        if (text.AsSpan().ContainsAnyExcept(Alphabet))
            return false;

        // As many bytes as characters, and at the most three quarters of them again for what they decode to.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(text.Length * 2);
        Encoding.ASCII.GetBytes(text, buffer);
        int used = text.Length;
        Parts parts = default;
        if (TryDecode(buffer, 0, first, ref used, out parts.Header)
            && TryDecode(buffer, first + 1, last, ref used, out parts.Payload)
            && TryDecode(buffer, last + 1, text.Length, ref used, out parts.Signature))
        {
            token = new(buffer, used, last, parts);
            return true;
        }

        Release(buffer, text.Length * 2);
        return false;
    }

    /// <summary>Gives the buffer back, wiped: a credential must not lie about in a pool that everybody rents from.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            Release(_buffer, _used);
    }

    private static void Release(byte[] buffer, int used)
    {
        buffer.AsSpan(0, used).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    // The alphabet has been checked, since the platform's decoder lets white space and padding through; what it does
    // refuse is a length no bytes have and bits behind the last byte, which would be a second spelling.
    private static bool TryDecode(byte[] buffer, int start, int end, scoped ref int used, out ReadOnlySpan<byte> decoded)
    {
        OperationStatus status = Base64Url.DecodeFromUtf8(buffer.AsSpan(start, end - start), buffer.AsSpan(used), out _, out int written);
        decoded = buffer.AsSpan(used, written);
        used += written;
        return status == OperationStatus.Done;
    }

    private ref struct Parts
    {
        public ReadOnlySpan<byte> Header;
        public ReadOnlySpan<byte> Payload;
        public ReadOnlySpan<byte> Signature;
    }
}
