using System.Diagnostics;
using System.Security.Cryptography;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Randomness;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>A rotating key as it is stored: base64 for a secret and PEM for a key pair, as in configuration. Immutable.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class StoredKey
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Lazy<JwtKey> _key;

    /// <param name="keyId">The key id, which must equal the id computed from the key.</param>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="text">The private key.</param>
    public StoredKey(string keyId, string algorithm, string text)
    {
        KeyId = keyId;
        Algorithm = algorithm;
        Text = text;
        _key = new(CreateKey);
    }

    public string KeyId { get; }

    public string Algorithm { get; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string Text { get; }

    /// <summary>The key, created once on first use.</summary>
    /// <exception cref="ArgumentException">The text is not such a key.</exception>
    public JwtKey Key => _key.Value;

    /// <summary>Creates a new random key.</summary>
    public static StoredKey Generate(string algorithm)
    {
        string text = NewText(JwtAlgorithm.Get(algorithm, nameof(algorithm)));
        return new(Read(text, algorithm).KeyId, algorithm, text);
    }

    public bool IsSame(StoredKey other) => KeyId == other.KeyId && Algorithm == other.Algorithm && Text == other.Text;

    public override string ToString() => $"StoredKey {{ Algorithm = {Algorithm}, KeyId = {KeyId} }}";

    private JwtKey CreateKey()
    {
        JwtKey key = Read(Text, Algorithm);
        return key.KeyId == KeyId ? key : throw new ArgumentException("The stored key id is not the id of the stored key.");
    }

    private static JwtKey Read(string text, string algorithm) =>
        JwtAlgorithm.Get(algorithm, nameof(algorithm)).Family == KeyFamily.Secret ? JwtKey.FromBase64(text, algorithm) : JwtKey.FromPem(text, algorithm);

    private static string NewText(JwtAlgorithm algorithm)
    {
        switch (algorithm.Family)
        {
            case KeyFamily.Secret:
                byte[] secret = new byte[algorithm.HashSize];
                SecureRandom.Fill(secret);
                return Convert.ToBase64String(secret);
            case KeyFamily.Rsa:
                using (RSA rsa = RsaKeys.Create(algorithm))
                    return rsa.ExportPkcs8PrivateKeyPem();
            default:
                using (ECDsa ec = ECDsa.Create(algorithm.Curve.Platform))
                    return ec.ExportPkcs8PrivateKeyPem();
        }
    }
}
