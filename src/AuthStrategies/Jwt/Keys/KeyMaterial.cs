using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// A key that passed every check, ready for use. Thread-safe: the signature provider has a pool with one algorithm object for each running call.
/// </summary>
[DebuggerDisplay("{Algorithm.Name,nq}")]
internal sealed class KeyMaterial
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly SignatureProvider? _provider;

    private readonly byte[]? _modulus;

    private KeyMaterial(JwtAlgorithm algorithm, SignatureProvider provider, int signatureSize, string defaultKeyId, PublicMembers? members = null, byte[]? modulus = null)
    {
        Algorithm = algorithm;
        SignatureSize = signatureSize;
        DefaultKeyId = defaultKeyId;
        Public = members;
        _provider = provider;
        _modulus = modulus;
    }

    private KeyMaterial(byte[] secret)
    {
        Algorithm = JwtAlgorithm.Encryption;
        DefaultKeyId = KeyIds.OfSecret(secret);
        Cipher = ContentCipher.Of(secret);
    }

    /// <summary>The algorithm of the key.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>The public key, or <see langword="null"/> for a secret.</summary>
    public PublicMembers? Public { get; }

    /// <summary>The computed key id, used if none is given.</summary>
    public string DefaultKeyId { get; }

    /// <summary>The exact size of every signature in bytes; 0 for an encryption key.</summary>
    public int SignatureSize { get; }

    /// <summary>Encrypts and decrypts; <see langword="null"/> for a key that signs or verifies.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ContentCipher? Cipher { get; }

    /// <summary>Whether the key can sign.</summary>
    public bool CanSign => _provider is { WillCreateSignatures: true };

    /// <summary>Creates the material of a secret and owns it.</summary>
    public static KeyMaterial OfSecret(JwtAlgorithm algorithm, byte[] secret) => algorithm.Encrypts
        ? new(secret)
        : new(algorithm, SignatureProviders.OfSecret(algorithm, secret), algorithm.HashSize, KeyIds.OfSecret(secret));

    /// <summary>Creates the material of an RSA key and owns it.</summary>
    public static KeyMaterial OfRsa(JwtAlgorithm algorithm, RSA key, bool isPrivate, PublicMembers members, byte[] modulus) =>
        new(algorithm, SignatureProviders.OfRsa(algorithm, key, isPrivate), modulus.Length, KeyIds.OfPublicKey(members), members, modulus);

    /// <summary>Creates the material of an elliptic-curve key and owns it.</summary>
    public static KeyMaterial OfEc(JwtAlgorithm algorithm, ECDsa key, bool isPrivate, PublicMembers members) =>
        new(algorithm, SignatureProviders.OfEc(algorithm, key, isPrivate), 2 * algorithm.Curve.Size, KeyIds.OfPublicKey(members), members);

    /// <summary>Signs; <see langword="false"/> if the key cannot sign, the input is empty or the destination too short.</summary>
    public bool TrySign(ReadOnlySpan<byte> input, Span<byte> destination, out int written)
    {
        written = 0;
        return CanSign
            && !input.IsEmpty
            && destination.Length >= SignatureSize
            && _provider!.Sign(input, destination[..SignatureSize], out written);
    }

    /// <summary>Whether <paramref name="signature"/> is exactly this key's signature of <paramref name="input"/>. Never throws.</summary>
    public bool Verify(ArraySegment<byte> input, ReadOnlySpan<byte> signature)
    {
        if (_provider is null || signature.Length != SignatureSize || input.Count == 0)
            return false;

        try
        {
            return Algorithm.Family == KeyFamily.Secret ? VerifyMac(_provider, input, signature) : VerifySignature(_provider, input, signature);
        }
#pragma warning disable CA1031 // After any exception the signature counts as invalid.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    // Computes and compares here, because the provider's Verify takes arrays. This allocates nothing.
    private bool VerifyMac(SignatureProvider provider, ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        Span<byte> mac = stackalloc byte[SignatureSize];
        return provider.Sign(input, mac, out int written)
            && written == mac.Length
            && CryptographicOperations.FixedTimeEquals(mac, signature);
    }

    // The provider needs the signature as an array of the exact length: with an offset it refuses valid signatures.
    private bool VerifySignature(SignatureProvider provider, ArraySegment<byte> input, ReadOnlySpan<byte> signature) =>
        IsBelowModulus(signature)
        && provider.Verify(input.Array!, input.Offset, input.Count, signature.ToArray(), 0, signature.Length);

    // RFC 8017 §5.2.2: a signature is a number below the modulus. Adding the modulus would give it a second spelling.
    private bool IsBelowModulus(ReadOnlySpan<byte> signature) => _modulus is null || signature.SequenceCompareTo(_modulus) < 0;
}
