using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Randomness;

namespace AuthStrategies.Sessions;

/// <summary>
/// Encrypts the items of a session under the name part F of its token. The store never has F, every token of the session has it,
/// and no rotation changes it.
/// </summary>
/// <remarks>
/// <code>salt (16) │ nonce (12) │ ciphertext │ tag (16)</code>
/// Key = HKDF-SHA-256 (RFC 5869) of F, the salt, and label ‖ session id. AES-256-GCM with the session id and the strategy's name
/// as associated data. Salt and nonce are random for each write: two writers that race for one version write different texts.
/// </remarks>
internal static class ItemsCipher
{
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;

    /// <summary>What encryption adds to the size of a text.</summary>
    public const int Overhead = SaltSize + NonceSize + TagSize;

    private static ReadOnlySpan<byte> Label => "AuthStrategies/items/1"u8;

    public static byte[] Encrypt(ReadOnlySpan<byte> text, in OpaqueToken token, string strategy)
    {
        byte[] output = new byte[text.Length + Overhead];
        Span<byte> random = output.AsSpan(0, SaltSize + NonceSize);
        SecureRandom.Fill(random);
        Span<byte> key = stackalloc byte[KeySize];
        DeriveKey(token, random[..SaltSize], key);
        using AesGcm aes = new(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        aes.Encrypt(random[SaltSize..], text, output.AsSpan(random.Length, text.Length), output.AsSpan(random.Length + text.Length), AssociatedData(token.Id, strategy));
        return output;
    }

    /// <summary>The text, or <see langword="null"/> if any byte was changed or another token, session or strategy encrypted it.</summary>
    public static byte[]? TryDecrypt(ReadOnlySpan<byte> encrypted, in OpaqueToken token, string strategy)
    {
        if (encrypted.Length < Overhead)
            return null;

        byte[] text = new byte[encrypted.Length - Overhead];
        Span<byte> key = stackalloc byte[KeySize];
        DeriveKey(token, encrypted[..SaltSize], key);
        using AesGcm aes = new(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        try
        {
            aes.Decrypt(encrypted.Slice(SaltSize, NonceSize), encrypted[(SaltSize + NonceSize)..^TagSize], encrypted[^TagSize..], text, AssociatedData(token.Id, strategy));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static void DeriveKey(in OpaqueToken token, ReadOnlySpan<byte> salt, Span<byte> key)
    {
        Span<byte> bytes = stackalloc byte[OpaqueToken.Size];
        OpaqueToken.TryParse(token.Text, bytes);
        Span<byte> info = stackalloc byte[Label.Length + SessionId.Size];
        Label.CopyTo(info);
        token.Id.CopyTo(info[Label.Length..]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes[..OpaqueToken.NameSize], key, salt, info);
        CryptographicOperations.ZeroMemory(bytes);
    }

    private static byte[] AssociatedData(SessionId id, string strategy)
    {
        byte[] data = new byte[SessionId.Size + Encoding.UTF8.GetByteCount(strategy)];
        id.CopyTo(data);
        Encoding.UTF8.GetBytes(strategy, data.AsSpan(SessionId.Size));
        return data;
    }
}
