using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using AuthStrategies.Randomness;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>
/// A session token or refresh token: a name part F (16 bytes) and a secret part S (32 bytes), written as exactly 64
/// base64url characters. The type also has the two values that the store keeps: the session id, which is derived from F,
/// and the hash of S. The token cannot be computed from them.
/// </summary>
internal readonly struct OpaqueToken
{
    public const int NameSize = 16;
    public const int SecretSize = 32;
    public const int Size = NameSize + SecretSize;
    public const int TextLength = 64;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private OpaqueToken(string text, ReadOnlySpan<byte> bytes)
    {
        Text = text;
        Id = IdOf(bytes[..NameSize]);
        SecretHash = Bytes32.Sha256(bytes[NameSize..]);
    }

    /// <summary>The credential itself.</summary>
    public string Text { get; }

    /// <summary>Whether this is no token: the default value.</summary>
    public bool IsNone => Text is null;

    public SessionId Id { get; }

    public Bytes32 SecretHash { get; }

    public static OpaqueToken New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        SecureRandom.Fill(bytes);
        return Take(bytes);
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out OpaqueToken token)
    {
        token = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!TryParse(text, bytes))
            return false;

        token = new OpaqueToken(text, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    public static bool TryParse([NotNullWhen(true)] string? text, Span<byte> bytes)
    {
        // The platform's decoder accepts '=', '%' and white space, so length and alphabet are checked first.
        if (text is not { Length: TextLength } || text.AsSpan().ContainsAnyExcept(Alphabet))
            return false;

        return Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done && written == Size;
    }

    /// <summary>
    /// The successor for a salt: the same name part, S' = HMAC-SHA-256(key S, label ‖ F ‖ salt). A node that knows S and the
    /// salt can compute the same successor. The store knows only the salt and a hash of S, which is not enough.
    /// </summary>
    public OpaqueToken Rotate(in Bytes32 salt)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> successor = stackalloc byte[SecretSize];
        TryParse(Text, bytes);
        Rotate(bytes[NameSize..], bytes[..NameSize], salt, successor);
        successor.CopyTo(bytes[NameSize..]);
        CryptographicOperations.ZeroMemory(successor);
        return Take(bytes);
    }

    public static void Rotate(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> name, ReadOnlySpan<byte> salt, Span<byte> successor)
    {
        ReadOnlySpan<byte> label = "AuthStrategies/rotate/1"u8;
        Span<byte> message = stackalloc byte[label.Length + NameSize + Bytes32.Size];
        label.CopyTo(message);
        name.CopyTo(message[label.Length..]);
        salt.CopyTo(message[(label.Length + NameSize)..]);
        HMACSHA256.HashData(secret, message, successor);
        CryptographicOperations.ZeroMemory(message);
    }

    public static SessionId IdOf(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        SHA256.HashData(name, hash);
        return new SessionId(hash[..SessionId.Size]);
    }

    /// <summary>The public session id only; safe to log.</summary>
    public override string ToString() => $"OpaqueToken {{ SessionId = {Id} }}";

    /// <summary>A token of bytes, which are overwritten.</summary>
    public static OpaqueToken Take(Span<byte> bytes)
    {
        var token = new OpaqueToken(Base64Url.EncodeToString(bytes), bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return token;
    }
}
