using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies;

/// <summary>
/// A key that signs and verifies JWTs, or one that encrypts them: one key, one algorithm. Everything about it is checked when it is
/// made; what is wrong is an <see cref="ArgumentException"/> that says what is legal and what to type, and never shows the key.
/// </summary>
/// <remarks>
/// <para>Immutable and thread-safe; make it once and keep it. The key owns a copy of what it was made of: disposing the
/// <see cref="RSA"/> or overwriting the bytes afterwards changes nothing.</para>
/// <para>Algorithms (RFC 7518 §3.1, written exactly so): <c>HS256</c>, <c>HS384</c>, <c>HS512</c> for a secret of at least 32, 48, 64 bytes;
/// <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c> for an RSA key of 2048 to 16384 bits;
/// <c>ES256</c>, <c>ES384</c>, <c>ES512</c> for a key on P-256, P-384, P-521. Use HS only where whoever verifies also issues.
/// <c>A256CBC-HS512</c> (RFC 7518 §5.2.5) for a secret of exactly 64 bytes that encrypts and signs nothing: for
/// <see cref="JwtStrategyOptions.EncryptionKey"/> and <see cref="JwtStrategyOptions.DecryptionKeys"/>.</para>
/// <para>Key ids have 1 to 128 characters of printable text (no control or formatting characters, no line breaks) and are compared
/// exactly. A key that is given none names itself: a public key by its RFC 7638 SHA-256 thumbprint, a secret by a truncated HMAC
/// of a fixed label, so that the id tells nothing about it. Both are the same wherever the same key is loaded.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JwtKey
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly KeyMaterial _material;

    private readonly byte[] _keyIdUtf8;

    private JwtKey(KeyMaterial material, string? keyId)
    {
        _material = material;
        KeyId = keyId ?? material.DefaultKeyId;
        _keyIdUtf8 = Encoding.UTF8.GetBytes(KeyId);
    }

    /// <summary>The key's name, which tokens bear as <c>kid</c>. Public: safe to show and log.</summary>
    public string KeyId { get; }

    /// <summary>The one algorithm, such as <c>HS256</c>.</summary>
    public string Algorithm => _material.Algorithm.Name;

    /// <summary>Whether the key is a secret or has its private part, and so can sign. Every key can verify; one that encrypts is private, and does neither.</summary>
    public bool IsPrivate => _material.CanSign || _material.Cipher is not null;

    /// <summary>The bytes of <see cref="Algorithm"/>.</summary>
    internal ReadOnlySpan<byte> AlgorithmUtf8 => _material.Algorithm.Utf8.Span;

    /// <summary>The bytes of <see cref="KeyId"/>, not escaped for JSON.</summary>
    internal ReadOnlySpan<byte> KeyIdUtf8 => _keyIdUtf8;

    /// <summary>Whether whoever verifies with this key can also sign: it has no public part.</summary>
    internal bool IsSecret => _material.Public is null;

    /// <summary>The exact number of bytes of every signature; 0 for a key that encrypts.</summary>
    internal int SignatureSize => _material.SignatureSize;

    /// <summary>Encrypts and opens; <see langword="null"/> for a key that signs or verifies.</summary>
    internal ContentCipher? Cipher => _material.Cipher;

    /// <summary>Whether both are of the same secret bytes, told by a name that only those have: nothing secret is compared.</summary>
    internal bool HasSecretOf(JwtKey other) => IsSecret && other.IsSecret && _material.DefaultKeyId == other._material.DefaultKeyId;

    /// <summary>Makes a key of a secret for an HS algorithm or for encryption.</summary>
    /// <param name="secret">Random bytes: at least 32 for HS256, 48 for HS384, 64 for HS512, exactly 64 for A256CBC-HS512. A password is not one. Copied.</param>
    /// <param name="algorithm"><c>HS256</c>, <c>HS384</c>, <c>HS512</c> or <c>A256CBC-HS512</c>.</param>
    /// <param name="keyId">The key's name; by default it names itself.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The secret is of a wrong length, all its bytes are equal, it is really a PEM text, a JWK or another
    /// key's bytes, or another argument is not legal.</exception>
    public static JwtKey FromSecret(ReadOnlySpan<byte> secret, string algorithm, string? keyId = null) =>
        Make(SecretKeys.NearCacheEntry(secret, JwtAlgorithm.Get(algorithm, KeyFamily.Secret, nameof(algorithm)), nameof(secret)), keyId);

    /// <summary>Makes a key of a secret in text form for an HS algorithm or for encryption.</summary>
    /// <param name="text">The secret of <see cref="FromSecret"/> in base64 or base64url, with or without padding; blanks and line breaks don't count.</param>
    /// <param name="algorithm"><c>HS256</c>, <c>HS384</c>, <c>HS512</c> or <c>A256CBC-HS512</c>.</param>
    /// <param name="keyId">The key's name; by default it names itself.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The text is not base64, the secret is none that <see cref="FromSecret"/> takes, or another argument is not legal.</exception>
    public static JwtKey FromBase64(string text, string algorithm, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Make(SecretKeys.Decode(text, JwtAlgorithm.Get(algorithm, KeyFamily.Secret, nameof(algorithm)), nameof(text)), keyId);
    }

    /// <summary>Makes a key of PEM text (RFC 7468): private (PKCS#8, PKCS#1, SEC 1), public (SubjectPublicKeyInfo, PKCS#1) or a certificate, whose
    /// public key is taken and whose dates and issuer are not looked at.</summary>
    /// <param name="pem">Text with exactly one key, not encrypted.</param>
    /// <param name="algorithm">An RS or PS algorithm for an RSA key, the ES algorithm of its curve for an elliptic-curve key.</param>
    /// <param name="keyId">The key's name; by default its thumbprint.</param>
    /// <returns>The key; <see cref="IsPrivate"/> if the text was.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pem"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There is no key, more than one, an encrypted one, one too weak, damaged or of another kind than
    /// the algorithm needs, or another argument is not legal.</exception>
    public static JwtKey FromPem(string pem, string algorithm, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        using AsymmetricAlgorithm key = PemKeys.Read(pem, nameof(pem));
        return Make(
            key is RSA rsa
                ? RsaKeys.NearCacheEntry(rsa, JwtAlgorithm.Get(algorithm, KeyFamily.Rsa, nameof(algorithm)), nameof(pem))
                : EcKeys.NearCacheEntry((ECDsa)key, JwtAlgorithm.Get(algorithm, KeyFamily.Ec, nameof(algorithm)), nameof(pem)),
            keyId);
    }

    /// <summary>Makes a key of a JWK (RFC 7517): <c>oct</c>, <c>RSA</c> or <c>EC</c>, private or public.</summary>
    /// <param name="json">One strict JSON object, no member twice. A <c>use</c> other than <c>sig</c> and a <c>key_ops</c> without <c>verify</c> are refused (for encryption <c>enc</c> and <c>decrypt</c>);
    /// members this library does not know are ignored.</param>
    /// <param name="algorithm">The algorithm. May be left out if the JWK has <c>alg</c>; if both are there, they must be equal.</param>
    /// <param name="keyId">The key's name; by default the JWK's <c>kid</c>, and without that it names itself.</param>
    /// <returns>The key; <see cref="IsPrivate"/> if the JWK was.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The JWK is malformed, for another purpose, too weak, damaged or of another kind than the algorithm needs,
    /// or another argument is not legal.</exception>
    public static JwtKey FromJwk(string json, string? algorithm = null, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        Jwk jwk = Jwk.Read(json, nameof(json));
        KeyMaterial material = JwkKeys.Read(jwk, algorithm, nameof(algorithm), nameof(json));
        return keyId is null ? Make(material, jwk.Text("kid"), nameof(json)) : Make(material, keyId);
    }

    /// <summary>Makes a key of an RSA key, of which it takes a copy.</summary>
    /// <param name="key">The RSA key, 2048 to 16384 bits. With its private part it signs and verifies; without, it verifies. A private part that
    /// cannot be exported is refused (a trial signature tells it from a public key).</param>
    /// <param name="algorithm"><c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c> or <c>PS512</c>.</param>
    /// <param name="keyId">The key's name; by default its thumbprint.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The key is too weak, damaged, disposed or cannot be exported, or another argument is not legal.</exception>
    public static JwtKey From(RSA key, string algorithm, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Make(RsaKeys.NearCacheEntry(key, JwtAlgorithm.Get(algorithm, KeyFamily.Rsa, nameof(algorithm)), nameof(key)), keyId);
    }

    /// <summary>Makes a key of an elliptic-curve key, of which it takes a copy.</summary>
    /// <param name="key">The key, on the algorithm's curve. With its private part it signs and verifies; without, it verifies. A private part that
    /// cannot be exported is refused (a trial signature tells it from a public key).</param>
    /// <param name="algorithm"><c>ES256</c> (P-256), <c>ES384</c> (P-384) or <c>ES512</c> (P-521).</param>
    /// <param name="keyId">The key's name; by default its thumbprint.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The key is on another curve, damaged, disposed or cannot be exported, or another argument is not legal.</exception>
    public static JwtKey From(ECDsa key, string algorithm, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Make(EcKeys.NearCacheEntry(key, JwtAlgorithm.Get(algorithm, KeyFamily.Ec, nameof(algorithm)), nameof(key)), keyId);
    }

    /// <summary>Makes a new random key that can sign, or one that encrypts. It lives in this process only: tokens made with it are worth nothing after a restart or on another node.</summary>
    /// <param name="algorithm">Any algorithm. A secret gets as many bytes as the hash has (32, 48, 64; for encryption 64), an RSA key 2048 bits for SHA-256 and 3072 above, an elliptic-curve key its curve.</param>
    /// <param name="keyId">The key's name; by default it names itself.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There is no such algorithm, or the key id is not legal.</exception>
    public static JwtKey Generate(string algorithm, string? keyId = null)
    {
        JwtAlgorithm known = JwtAlgorithm.Get(algorithm, nameof(algorithm));
        return Make(
            known.Family switch
            {
                KeyFamily.Secret => SecretKeys.Generate(known),
                KeyFamily.Rsa => RsaKeys.Generate(known),
                _ => EcKeys.Generate(known),
            },
            keyId);
    }

    /// <summary>Writes the public key as a JWK (RFC 7517) for others to verify with: <c>kty</c>, <c>n</c> and <c>e</c> or <c>crv</c>, <c>x</c> and <c>y</c>,
    /// <c>use</c>, <c>alg</c> and <c>kid</c>. Never a private member.</summary>
    /// <returns>One JSON object.</returns>
    /// <exception cref="InvalidOperationException">The key is a secret: it has no public part, and a secret is never exported.</exception>
    public string ExportPublicJwk() => _material.Public is { } members
        ? members.Jwk(Algorithm, KeyId)
        : throw new InvalidOperationException($"{Algorithm} keys are secrets without a public part, and a secret is never exported. Use an RS, PS or ES key where others must verify.");

    /// <summary>Algorithm and key id only.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => $"JwtKey {{ Algorithm = {Algorithm}, KeyId = {KeyId} }}";

    /// <summary>Signs.</summary>
    /// <param name="input">What to sign; not empty.</param>
    /// <param name="destination">At least <see cref="SignatureSize"/> bytes of room.</param>
    /// <param name="written">The number of bytes written: <see cref="SignatureSize"/>, or 0.</param>
    /// <returns><see langword="false"/> if the key cannot sign, there is nothing to sign or too little room.</returns>
    internal bool TrySign(ReadOnlySpan<byte> input, Span<byte> destination, out int written) => _material.TrySign(input, destination, out written);

    /// <summary>Verifies. Never throws, whatever the bytes are.</summary>
    /// <param name="input">What was signed.</param>
    /// <param name="signature">The whole signature and nothing else.</param>
    /// <returns>Whether it is this key's signature by this key's algorithm.</returns>
    internal bool Verify(ArraySegment<byte> input, ReadOnlySpan<byte> signature) => _material.Verify(input, signature);

    private static JwtKey Make(KeyMaterial material, string? keyId, string parameter = "keyId")
    {
        if (keyId is not null)
            KeyIds.Check(keyId, parameter);

        return new(material, keyId);
    }
}
