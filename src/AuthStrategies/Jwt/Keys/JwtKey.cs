using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies;

/// <summary>
/// A key that signs and verifies JWTs, or a key that encrypts them: one key, one algorithm. Every rule is checked when the key is
/// created. A mistake is an <see cref="ArgumentException"/> that says what is legal and what to write, and never shows the key.
/// </summary>
/// <remarks>
/// <para>Immutable and thread-safe; create it once and keep it. The key has its own copy of its input: disposing the
/// <see cref="RSA"/> or overwriting the bytes later changes nothing.</para>
/// <para>Algorithms (RFC 7518 §3.1, written exactly so): <c>HS256</c>, <c>HS384</c>, <c>HS512</c> for a secret of at least 32, 48, 64 bytes;
/// <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c> for an RSA key of 2048 to 16384 bits;
/// <c>ES256</c>, <c>ES384</c>, <c>ES512</c> for a key on P-256, P-384, P-521. Use HS only if the verifier is also the issuer.
/// <c>A256CBC-HS512</c> (RFC 7518 §5.2.5) for a secret of exactly 64 bytes that encrypts and signs nothing: for
/// <see cref="JwtStrategyOptions.EncryptionKey"/> and <see cref="JwtStrategyOptions.DecryptionKeys"/>.</para>
/// <para>Key ids have 1 to 128 characters of printable text (no control or formatting characters, no line breaks) and are compared
/// exactly. If no id is given, it is computed: for a public key its RFC 7638 SHA-256 thumbprint, for a secret a truncated HMAC
/// of a fixed text, so that the id reveals nothing about the secret. The same key has the same computed id on every node.</para>
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

    /// <summary>The key id, which tokens contain as <c>kid</c>. Public: safe to show and to log.</summary>
    public string KeyId { get; }

    /// <summary>The one algorithm, such as <c>HS256</c>.</summary>
    public string Algorithm => _material.Algorithm.Name;

    /// <summary>
    /// Whether the key is a secret or has a private part. Such a key can sign. All
    /// keys can verify, except encryption keys, which are private and only encrypt.
    /// </summary>
    public bool IsPrivate => _material.CanSign || _material.Cipher is not null;

    /// <summary>The bytes of <see cref="Algorithm"/>.</summary>
    internal ReadOnlySpan<byte> AlgorithmUtf8 => _material.Algorithm.Utf8.Span;

    /// <summary>The bytes of <see cref="KeyId"/>, not escaped for JSON.</summary>
    internal ReadOnlySpan<byte> KeyIdUtf8 => _keyIdUtf8;

    /// <summary>Whether this process created the key, so that nothing else has it.</summary>
    internal bool IsGenerated { get; private init; }

    /// <summary>Whether every verifier with this key can also sign, because the key has no public part.</summary>
    internal bool IsSecret => _material.Public is null;

    /// <summary>The exact size of every signature in bytes; 0 for an encryption key.</summary>
    internal int SignatureSize => _material.SignatureSize;

    /// <summary>Encrypts and decrypts; <see langword="null"/> for a key that signs or verifies.</summary>
    internal ContentCipher? Cipher => _material.Cipher;

    /// <summary>Whether both keys have the same secret bytes. Compares ids that are computed from the secrets, and never the secrets.</summary>
    internal bool HasSecretOf(JwtKey other) => IsSecret && other.IsSecret && _material.DefaultKeyId == other._material.DefaultKeyId;

    /// <summary>Creates a key from a secret, for an HS algorithm or for encryption.</summary>
    /// <param name="secret">
    /// Random bytes: at least 32 for HS256, 48 for HS384, 64 for HS512, exactly 64 for A256CBC-HS512. Never use a password. Copied.
    /// </param>
    /// <param name="algorithm"><c>HS256</c>, <c>HS384</c>, <c>HS512</c> or <c>A256CBC-HS512</c>.</param>
    /// <param name="keyId">The key id; by default it is computed.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The secret has a wrong length, all its bytes are equal, it is a PEM text, a JWK or the bytes of
    /// another kind of key, or another argument is illegal.</exception>
    public static JwtKey FromSecret(ReadOnlySpan<byte> secret, string algorithm, string? keyId = null) =>
        Make(SecretKeys.Import(secret, JwtAlgorithm.Get(algorithm, KeyFamily.Secret, nameof(algorithm)), nameof(secret)), keyId);

    /// <summary>Creates a key from a secret in text form, for an HS algorithm or for encryption.</summary>
    /// <param name="text">The secret of <see cref="FromSecret"/> in base64 or base64url, with or without padding; white space is ignored.</param>
    /// <param name="algorithm"><c>HS256</c>, <c>HS384</c>, <c>HS512</c> or <c>A256CBC-HS512</c>.</param>
    /// <param name="keyId">The key id; by default it is computed.</param>
    /// <param name="expression">Filled in by the compiler, for the message about a text that is <see langword="null"/>.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> or <paramref name="algorithm"/> is <see langword="null"/>. The message names where the text came from.</exception>
    /// <exception cref="ArgumentException">The text is not base64, <see cref="FromSecret"/> refuses the secret, or another argument is illegal.</exception>
    public static JwtKey FromBase64(string text, string algorithm, string? keyId = null, [CallerArgumentExpression(nameof(text))] string? expression = null)
    {
        MissingKey.ThrowIfNull(text, nameof(text), expression, $"random bytes in base64, for example from `openssl rand -base64 {KeyAdvice.SecretSize(algorithm)}`");
        return Make(SecretKeys.Decode(text, JwtAlgorithm.Get(algorithm, KeyFamily.Secret, nameof(algorithm)), nameof(text)), keyId);
    }

    /// <summary>Creates a key from PEM text (RFC 7468): private (PKCS#8, PKCS#1, SEC 1), public (SubjectPublicKeyInfo, PKCS#1) or a certificate. Of a
    /// certificate only the public key is used; dates and issuer are not checked.</summary>
    /// <param name="pem">
    /// Text with exactly one key, not encrypted. Line breaks may be written <c>\n</c>, lines may be indented, and the text may be only the
    /// base64 content of one block, as settings and environment variables have it.
    /// </param>
    /// <param name="algorithm">An RS or PS algorithm for an RSA key, the ES algorithm of its curve for an elliptic-curve key.</param>
    /// <param name="keyId">The key id; by default its thumbprint.</param>
    /// <param name="expression">Filled in by the compiler, for the message about a text that is <see langword="null"/>.</param>
    /// <returns>The key; <see cref="IsPrivate"/> if the text contains a private key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pem"/> or <paramref name="algorithm"/> is <see langword="null"/>. The message names where the text came from.</exception>
    /// <exception cref="ArgumentException">The text has no key or several, or the key is encrypted, too weak, damaged or of another kind than
    /// the algorithm needs, or another argument is illegal.</exception>
    public static JwtKey FromPem(string pem, string algorithm, string? keyId = null, [CallerArgumentExpression(nameof(pem))] string? expression = null)
    {
        MissingKey.ThrowIfNull(pem, nameof(pem), expression, "PEM text with a key");
        using AsymmetricAlgorithm key = PemKeys.Read(pem, nameof(pem));
        return Make(
            key is RSA rsa
                ? RsaKeys.Import(rsa, JwtAlgorithm.Get(algorithm, KeyFamily.Rsa, nameof(algorithm)), nameof(pem))
                : EcKeys.Import((ECDsa)key, JwtAlgorithm.Get(algorithm, KeyFamily.Ec, nameof(algorithm)), nameof(pem)),
            keyId);
    }

    /// <summary>Creates a key from a JWK (RFC 7517): <c>oct</c>, <c>RSA</c> or <c>EC</c>, private or public.</summary>
    /// <param name="json">One strict JSON object, each member once; unknown members are ignored. A <c>use</c> other than <c>sig</c> and a
    /// <c>key_ops</c> without <c>verify</c> are refused (for encryption: <c>enc</c> and <c>decrypt</c>).</param>
    /// <param name="algorithm">The algorithm. May be left out if the JWK has <c>alg</c>; if both are there, they must be equal.</param>
    /// <param name="keyId">The key id; by default the JWK's <c>kid</c>, and without that it is computed.</param>
    /// <param name="expression">Filled in by the compiler, for the message about a text that is <see langword="null"/>.</param>
    /// <returns>The key; <see cref="IsPrivate"/> if the JWK contains a private key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is <see langword="null"/>. The message names where the text came from.</exception>
    /// <exception cref="ArgumentException">The JWK is malformed, for another purpose, too weak, damaged or of another kind than the algorithm needs,
    /// or another argument is illegal.</exception>
    public static JwtKey FromJwk(string json, string? algorithm = null, string? keyId = null, [CallerArgumentExpression(nameof(json))] string? expression = null)
    {
        MissingKey.ThrowIfNull(json, nameof(json), expression, "a JWK (RFC 7517)");
        Jwk jwk = Jwk.Read(json, nameof(json));
        KeyMaterial material = JwkKeys.Read(jwk, algorithm, nameof(algorithm), nameof(json));
        return keyId is null ? Make(material, jwk.Text("kid"), nameof(json)) : Make(material, keyId);
    }

    /// <summary>Creates a key from a copy of an RSA key; its key id is its thumbprint.</summary>
    /// <param name="key">The RSA key, 2048 to 16384 bits. With its private part it signs and verifies; without, it verifies. A private part that
    /// cannot be exported is refused (a test signature distinguishes it from a public key).</param>
    /// <param name="algorithm"><c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c> or <c>PS512</c>.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The key is too weak, damaged, disposed or cannot be exported, or the algorithm is illegal.</exception>
    public static JwtKey From(RSA key, string algorithm) => From(key, algorithm, keyId: null);

    /// <summary>Creates a key from a copy of an RSA key, with a key id.</summary>
    /// <param name="key">The RSA key, 2048 to 16384 bits. With its private part it signs and verifies; without, it verifies. A private part that
    /// cannot be exported is refused (a test signature distinguishes it from a public key).</param>
    /// <param name="algorithm"><c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c> or <c>PS512</c>.</param>
    /// <param name="keyId">The key id; <see langword="null"/> is its thumbprint.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The key is too weak, damaged, disposed or cannot be exported, or another argument is illegal.</exception>
    public static JwtKey From(RSA key, string algorithm, string? keyId)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Make(RsaKeys.Import(key, JwtAlgorithm.Get(algorithm, KeyFamily.Rsa, nameof(algorithm)), nameof(key)), keyId);
    }

    /// <summary>Creates a key from a copy of an elliptic-curve key; its key id is its thumbprint.</summary>
    /// <param name="key">The key, on the algorithm's curve. With its private part it signs and verifies; without, it verifies. A private part that
    /// cannot be exported is refused (a test signature distinguishes it from a public key).</param>
    /// <param name="algorithm"><c>ES256</c> (P-256), <c>ES384</c> (P-384) or <c>ES512</c> (P-521).</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The key is on another curve, damaged, disposed or cannot be exported, or the algorithm is illegal.</exception>
    public static JwtKey From(ECDsa key, string algorithm) => From(key, algorithm, keyId: null);

    /// <summary>Creates a key from a copy of an elliptic-curve key, with a key id.</summary>
    /// <param name="key">The key, on the algorithm's curve. With its private part it signs and verifies; without, it verifies. A private part that
    /// cannot be exported is refused (a test signature distinguishes it from a public key).</param>
    /// <param name="algorithm"><c>ES256</c> (P-256), <c>ES384</c> (P-384) or <c>ES512</c> (P-521).</param>
    /// <param name="keyId">The key id; <see langword="null"/> is its thumbprint.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The key is on another curve, damaged, disposed or cannot be exported, or another argument is illegal.</exception>
    public static JwtKey From(ECDsa key, string algorithm, string? keyId)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Make(EcKeys.Import(key, JwtAlgorithm.Get(algorithm, KeyFamily.Ec, nameof(algorithm)), nameof(key)), keyId);
    }

    /// <summary>
    /// Creates a new random key that signs, or one that encrypts. It exists in this
    /// process only: its tokens are invalid after a restart and on other nodes.
    /// </summary>
    /// <param name="algorithm">
    /// Any algorithm. A secret has the size of the hash (32, 48 or 64 bytes; for encryption 64), an RSA key 2048 bits for SHA-256 and
    /// otherwise 3072, an elliptic-curve key its curve.
    /// </param>
    /// <param name="keyId">The key id; by default it is computed.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The algorithm is unknown, or the key id is illegal.</exception>
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
            keyId,
            isGenerated: true);
    }

    /// <summary>Writes the public key as a JWK (RFC 7517), with which others verify tokens: <c>kty</c>, <c>n</c> and <c>e</c> or <c>crv</c>,
    /// <c>x</c> and <c>y</c>, <c>use</c>, <c>alg</c> and <c>kid</c>. It never contains a private member.</summary>
    /// <returns>One JSON object.</returns>
    /// <exception cref="InvalidOperationException">The key is a secret: it has no public part, and a secret is never exported.</exception>
    public string ExportPublicJwk() => _material.Public is { } members
        ? members.Jwk(Algorithm, KeyId)
        : throw new InvalidOperationException($"{Algorithm} keys have no public part, and the library does not export secrets. Use an RS, PS or ES key if other applications must verify.");

    /// <summary>Algorithm and key id only.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => $"JwtKey {{ Algorithm = {Algorithm}, KeyId = {KeyId} }}";

    /// <summary>Signs.</summary>
    /// <param name="input">The bytes to sign; not empty.</param>
    /// <param name="destination">Receives the signature; at least <see cref="SignatureSize"/> bytes.</param>
    /// <param name="written">The number of bytes written: <see cref="SignatureSize"/>, or 0.</param>
    /// <returns><see langword="false"/> if the key cannot sign, the input is empty or the destination too short.</returns>
    internal bool TrySign(ReadOnlySpan<byte> input, Span<byte> destination, out int written) => _material.TrySign(input, destination, out written);

    /// <summary>Verifies. Never throws because of the bytes.</summary>
    /// <param name="input">The signed bytes.</param>
    /// <param name="signature">The whole signature and nothing else.</param>
    /// <returns>Whether it is the signature of the input by this key and its algorithm.</returns>
    internal bool Verify(ArraySegment<byte> input, ReadOnlySpan<byte> signature) => _material.Verify(input, signature);

    private static JwtKey Make(KeyMaterial material, string? keyId, string parameter = "keyId", bool isGenerated = false)
    {
        if (keyId is not null)
            KeyIds.Check(keyId, parameter);

        return new(material, keyId) { IsGenerated = isGenerated };
    }
}
