using System.Collections.Frozen;
using AuthStrategies.Caching;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>Reads the keys of proofs, and caches those that have signed a proof. A client sends the same header with each proof. Thread-safe.</summary>
internal sealed class ProofKeys(IEnumerable<string> algorithms)
{
    /// <summary>The largest RSA key, in bits. The sender chooses the key, so its cost is bounded.</summary>
    public const int MaxRsaBits = 4096;

    private const int Capacity = 2048;
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int BitsOfByte = 8;
    private const int MaxExponentSize = 4;

    /// <summary>The algorithms that are legal for proofs: all asymmetric ones.</summary>
    public static readonly IReadOnlyList<JwtAlgorithm> Algorithms = [.. JwtAlgorithm.All.Where(algorithm => algorithm.Family != KeyFamily.Secret)];

    private static readonly string[] PrivateMembers = ["k", "d", "p", "q", "dp", "dq", "qi"];

    private readonly FrozenSet<string> _algorithms = algorithms.ToFrozenSet(StringComparer.Ordinal);
    private readonly CredentialCache<ProofKey> _cache = new(Capacity, MaxBytes);

    /// <summary>Finds the key of a header that has signed a proof before.</summary>
    /// <param name="encodedHeader">The header as it was sent.</param>
    /// <param name="key">The key. It proves nothing until its signature is verified.</param>
    public bool TryFind(ReadOnlySpan<char> encodedHeader, out ProofKey key)
    {
        CredentialCacheEntry<ProofKey>? cached = _cache.Find(encodedHeader, CredentialHash.Hash(encodedHeader));
        key = cached?.Facts ?? default;
        return cached is not null;
    }

    /// <summary>Caches a key that has signed a proof with this header.</summary>
    public void Keep(string encodedHeader, in ProofKey key) => _cache.Add(encodedHeader, CredentialHash.Hash(encodedHeader), key);

    /// <summary>Reads a header.</summary>
    /// <param name="document">The decoded header.</param>
    /// <param name="key">The key. It proves nothing until its signature is verified.</param>
    /// <returns>Why the header is refused.</returns>
    public DPoPProofError Read(ReadOnlySpan<byte> document, out ProofKey key)
    {
        key = default;
        if (document.Length > HeaderReader.MaxSize || !ProofHeaderReader.TryRead(document, out ProofHeader header) || header.HasExtension)
            return DPoPProofError.Malformed;
        if (!header.IsProof)
            return DPoPProofError.WrongType;
        if (header.Algorithm is not { } algorithm || !_algorithms.Contains(algorithm))
            return DPoPProofError.UnsupportedAlgorithm;

        return header.Key is { } jwk && TryRead(jwk, algorithm, out key) ? DPoPProofError.NoError : DPoPProofError.InvalidKey;
    }

    /// <summary>Reads a public key.</summary>
    /// <param name="text">The JWK.</param>
    /// <param name="algorithm">A name of <see cref="Algorithms"/>.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is a public key of the algorithm whose cost is bounded.</returns>
    public static bool TryRead(string text, string algorithm, out ProofKey key)
    {
        key = default;
        try
        {
            var jwk = Jwk.Read(text, nameof(text));
            if (jwk.HasMorePrimes || PrivateMembers.Any(name => jwk.Text(name) is not null) || IsTooExpensive(jwk))
                return false;

            KeyMaterial material = JwkKeys.Read(jwk, algorithm, nameof(algorithm), nameof(text));
            key = new(material, material.DefaultKeyId);
            return true;
        }
        // The rules for keys speak by exceptions, because keys usually come from the application.
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsTooExpensive(Jwk jwk) =>
        RsaKeys.Trim(jwk.OptionalBytes("n")).Length > MaxRsaBits / BitsOfByte || RsaKeys.Trim(jwk.OptionalBytes("e")).Length > MaxExponentSize;
}
