using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies;

/// <summary>
/// The public key of a device that a session is bound to (W3C Device Bound Session Credentials). It contains no secret. Immutable and thread-safe.
/// </summary>
/// <remarks>Whoever creates one has checked the key, for example with <c>DeviceProofVerifier</c>. Two keys are the same key if their <see cref="Thumbprint"/> is the same.</remarks>
public sealed class DeviceKey
{
    /// <summary>The longest public key, in characters: an RSA key of 4096 bits has some 720.</summary>
    public const int MaxJwkLength = 1024;

    /// <summary>Creates a key.</summary>
    /// <param name="algorithm">The algorithm of its signatures: <c>ES256</c> or <c>RS256</c>.</param>
    /// <param name="publicJwk">The JWK with the members of RFC 7638 §3.2 only, sorted, without white space; at most <see cref="MaxJwkLength"/> characters.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An argument is outside its legal range.</exception>
    public DeviceKey(string algorithm, string publicJwk)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(publicJwk);
        if (algorithm is not ("ES256" or "RS256"))
            throw new ArgumentException("The algorithm must be \"ES256\" or \"RS256\".", nameof(algorithm));
        if (publicJwk.Length is 0 or > MaxJwkLength)
            throw new ArgumentException($"The public key has {publicJwk.Length} characters; it must have 1 to {MaxJwkLength}.", nameof(publicJwk));

        (Algorithm, PublicJwk) = (algorithm, publicJwk);
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(publicJwk)));
    }

    /// <summary>The algorithm of its signatures: <c>ES256</c> or <c>RS256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The public key as a JWK in its canonical form (RFC 7638 §3.2).</summary>
    public string PublicJwk { get; }

    /// <summary>The SHA-256 thumbprint (RFC 7638), in base64url: 43 characters.</summary>
    public string Thumbprint { get; }

    /// <summary>Algorithm and thumbprint.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"DeviceKey {{ Algorithm = {Algorithm}, Thumbprint = {Thumbprint} }}";
}
