using System.Text;
using AuthStrategies.DeviceBinding;
using AuthStrategies.DPoP;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies;

/// <summary>
/// Verifies the proofs of Device Bound Session Credentials (W3C draft, "DBSC proof"): that the sender has the private key of a device. It knows nothing of
/// HTTP, and does not judge the challenge. Thread-safe; create it once.
/// </summary>
/// <remarks>
/// The checks are in this order: length, form, <c>typ</c>, <c>alg</c>, <c>jwk</c>, signature, <c>jti</c>. The first check that fails gives the error. Other claims
/// are ignored: the draft names <c>aud</c>, <c>iat</c> and <c>sub</c>, and browsers leave them out. The challenge says all that they would say.
/// </remarks>
public sealed class DeviceProofVerifier
{
    /// <summary>The longest proof that is read, in characters.</summary>
    private const int MaxLength = 8 * 1024;

    private static readonly TokenType ProofType = new("dbsc+jwt");

    private readonly string[] _algorithms;

    /// <summary>Creates a verifier.</summary>
    /// <param name="algorithms">The accepted algorithms: <c>ES256</c>, <c>RS256</c> or both, the only ones of the draft.</param>
    /// <exception cref="ArgumentNullException"><paramref name="algorithms"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">It is empty or has another algorithm.</exception>
    public DeviceProofVerifier(IEnumerable<string> algorithms)
    {
        ArgumentNullException.ThrowIfNull(algorithms);
        _algorithms = [.. algorithms];
        if (_algorithms.Length == 0 || _algorithms.Any(name => name is not ("ES256" or "RS256")))
            throw new ArgumentException("The algorithms must be \"ES256\", \"RS256\" or both.", nameof(algorithms));
    }

    /// <summary>Verifies a proof.</summary>
    /// <param name="proof">The text of the proof.</param>
    /// <param name="registered">The key that must have signed it; <see langword="null"/> at a registration: then the proof brings its key.</param>
    /// <returns>The key and the challenge, or why the proof is refused.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="proof"/> is <see langword="null"/>.</exception>
    public DeviceProofResult Verify(string proof, DeviceKey? registered = null)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (proof.Length > MaxLength)
            return new(DeviceProofError.TooLarge);
        if (!CompactToken.TryRead(proof, out CompactToken token))
            return new(DeviceProofError.Malformed);

        using (token)
        {
            DeviceProofError error = FindKey(token.Header, registered, out ProofKey key, out string algorithm);
            if (error != DeviceProofError.NoError)
                return new(error);
            if (!key.Material.Verify(token.SigningInput, token.Signature))
                return new(DeviceProofError.BadSignature);

            return ProofClaims.TryReadChallenge(token.Payload, out string? challenge)
                ? new(registered ?? new(algorithm, Encoding.UTF8.GetString(key.Material.Public!.CanonicalJson())), challenge)
                : new(DeviceProofError.Malformed);
        }
    }

    private DeviceProofError FindKey(ReadOnlySpan<byte> document, DeviceKey? registered, out ProofKey key, out string algorithm)
    {
        (key, algorithm) = (default, "");
        if (document.Length > HeaderReader.MaxSize || !ProofHeaderReader.TryRead(document, ProofType, out ProofHeader header) || header.HasExtension)
            return DeviceProofError.Malformed;
        if (!header.IsProof)
            return DeviceProofError.WrongType;
        if (header.Algorithm is not { } name || !_algorithms.Contains(name, StringComparer.Ordinal) || (registered is not null && registered.Algorithm != name))
            return DeviceProofError.UnsupportedAlgorithm;

        algorithm = name;
        if (registered is null)
            return header.Key is { } brought && ProofKeys.TryRead(brought, name, out key) ? DeviceProofError.NoError : DeviceProofError.InvalidKey;
        if (header.Key is { } repeated && (!ProofKeys.TryRead(repeated, name, out ProofKey other) || other.Thumbprint != registered.Thumbprint))
            return DeviceProofError.WrongKey;

        return ProofKeys.TryRead(registered.PublicJwk, name, out key) ? DeviceProofError.NoError : DeviceProofError.InvalidKey;
    }
}
