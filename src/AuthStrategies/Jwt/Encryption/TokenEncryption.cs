using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>The keys that encrypt and decrypt tokens. Immutable.</summary>
internal sealed class TokenEncryption
{
    private readonly ImmutableArray<JwtKey> _keys;

    private TokenEncryption(JwtKey? encryptionKey, ImmutableArray<JwtKey> keys)
    {
        _keys = keys;
        EncryptionKey = encryptionKey;
        Header = encryptionKey is null ? "" : Base64Url.EncodeToString(HeaderOf(encryptionKey));
        HeaderUtf8 = Encoding.ASCII.GetBytes(Header);
    }

    /// <summary>The one content encryption that is accepted.</summary>
    public static string Algorithm => JwtAlgorithm.Encryption.Name;

    /// <summary>The key that encrypts issued tokens; <see langword="null"/> when they are only signed.</summary>
    public JwtKey? EncryptionKey { get; }

    /// <summary>The encoded header of every encrypted token that is issued; empty if there is no key to encrypt with.</summary>
    public string Header { get; }

    /// <summary>The bytes of <see cref="Header"/>, which the tag covers.</summary>
    public byte[] HeaderUtf8 { get; }

    /// <summary>Creates it from valid keys; <see langword="null"/> when there are none.</summary>
    /// <param name="encryptionKey">This key encrypts and decrypts.</param>
    /// <param name="decryptionKeys">These keys only decrypt.</param>
    public static TokenEncryption? Create(JwtKey? encryptionKey, IEnumerable<JwtKey> decryptionKeys)
    {
        ImmutableArray<JwtKey> keys = encryptionKey is null ? [.. decryptionKeys] : [encryptionKey, .. decryptionKeys];
        return keys.IsEmpty ? null : new(encryptionKey, keys);
    }

    /// <summary>The key that the header names. If it names none, the only key; <see langword="null"/> if there are several.</summary>
    public JwtKey? Find(in EncryptionHeader header)
    {
        if (header.KeyId == HeaderMember.Missing)
            return _keys.Length == 1 ? _keys[0] : null;

        foreach (JwtKey key in _keys)
        {
            if (string.Equals(key.KeyId, header.KeyIdText, StringComparison.Ordinal))
                return key;
        }

        return null;
    }

    private static byte[] HeaderOf(JwtKey key)
    {
        using var json = JsonText.Rent();
        json.StartObject();
        json.Name("alg"u8);
        json.Value("dir"u8);
        json.Name("enc"u8);
        json.Value(key.Algorithm);
        json.Name("cty"u8);
        json.Value("JWT"u8);
        json.Name("kid"u8);
        json.Value(key.KeyId);
        json.EndObject();
        return json.Written.ToArray();
    }
}
