using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>
/// A token in its compact form (RFC 7515 §7.1), split and decoded in one rented buffer. Strict: exactly two dots, three
/// parts that are not empty, only the base64url alphabet, one spelling for each sequence of bytes.
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

    /// <summary>The bytes that the signature covers: the first two parts as they were sent.</summary>
    public ArraySegment<byte> SigningInput { get; }

    /// <summary>The decoded header.</summary>
    public ReadOnlySpan<byte> Header { get; }

    /// <summary>The decoded payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The decoded signature.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>Whether a text is presented as a token: it contains a dot.</summary>
    public static bool IsCandidate(string text) => text.Contains(Separator, StringComparison.Ordinal);

    /// <summary>Splits and decodes a token. Call <see cref="Dispose"/> if it succeeds; the parts are valid until then.</summary>
    public static bool TryRead(string text, out CompactToken token)
    {
        token = default;
        int first = text.IndexOf(Separator, StringComparison.Ordinal);
        int last = text.LastIndexOf(Separator);
        // The dots are checked before anything is allocated, so that a text of many dots costs only one pass.
        if (first <= 0 || last <= first + 1 || last == text.Length - 1 || text.AsSpan(first + 1, last - first - 1).Contains(Separator))
            return false;
        if (text.AsSpan().ContainsAnyExcept(Alphabet))
            return false;

        // One byte for each character, and at most three quarters of that for the decoded parts.
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

    /// <summary>Clears the buffer and returns it, because a shared pool must not contain a credential.</summary>
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

    // The decoder accepts white space and padding, so the alphabet was checked before. The decoder refuses impossible lengths
    // and bits after the last byte, which would be a second spelling.
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
