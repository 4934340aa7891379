using AuthStrategies.Caching;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.DPoP;

/// <summary>The public key of a proof. Immutable.</summary>
/// <param name="Material">Verifies signatures.</param>
/// <param name="Thumbprint">The RFC 7638 SHA-256 thumbprint, in base64url.</param>
internal readonly record struct ProofKey(KeyMaterial Material, string Thumbprint) : ICacheFacts
{
    // The platform's key objects and the provider with its pool, measured: 3 to 6 KiB, most of it outside of the managed memory.
    private const int MaterialSize = 6 * 1024;

    /// <inheritdoc />
    public int Size => MaterialSize;
}
