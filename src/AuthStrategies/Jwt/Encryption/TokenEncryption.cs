using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>The keys that encrypt and open tokens, taken over from valid options. Immutable.</summary>
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

    /// <summary>The key that encrypts what is issued; <see langword="null"/> when tokens are signed only.</summary>
    public JwtKey? EncryptionKey { get; }

    /// <summary>The encoded header of every token we encrypt; empty when there is no key to encrypt with.</summary>
    public string Header { get; }

    /// <summary>The bytes of <see cref="Header"/>, which the content is bound to.</summary>
    public byte[] HeaderUtf8 { get; }

    /// <summary>Takes the keys over; <see langword="null"/> when there are none.</summary>
    public static TokenEncryption? Of(JwtStrategyOptions options)
    {
        ImmutableArray<JwtKey> keys = options.EncryptionKey is { } key ? [key, .. options.DecryptionKeys] : [.. options.DecryptionKeys];
        return keys.IsEmpty ? null : new(options.EncryptionKey, keys);
    }

    /// <summary>The key that a header names, and no other; without a name, the only one there is.</summary>
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
