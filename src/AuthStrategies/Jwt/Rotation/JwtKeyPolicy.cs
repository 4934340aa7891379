using System.Collections.Immutable;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>What the options of one strategy say about its keys. Immutable; contains no key that rotates.</summary>
internal sealed class JwtKeyPolicy
{
    private readonly ImmutableArray<string> _allowedAlgorithms;
    private readonly string? _tokenType;
    private readonly ImmutableArray<JwtKey> _verificationKeys;

    public JwtKeyPolicy(
        IEnumerable<JwtKey> signingKeys, IEnumerable<JwtKey> verificationKeys, IEnumerable<string> allowedAlgorithms, string? tokenType, JwtKeyRotationOptions? rotation)
    {
        _allowedAlgorithms = [.. allowedAlgorithms];
        _tokenType = tokenType;
        _verificationKeys = [.. verificationKeys];
        Rotation = rotation is null ? null : RotationPeriods.From(rotation);
        Configured = CreateKeys(rotation is null ? new(signingKeys, _verificationKeys) : new([], [.. signingKeys, .. _verificationKeys]));
    }

    /// <summary>When keys rotate; <see langword="null"/> when they do not.</summary>
    public RotationPeriods? Rotation { get; }

    /// <summary>The keys of the options alone. Where keys rotate, none of these signs.</summary>
    public CurrentKeys Configured { get; }

    /// <summary>Whether the strategy has a signing key, or creates one when keys rotate.</summary>
    public bool CanSign => Rotation is not null || Configured.SigningKey is not null;

    /// <summary>Whether a key that verifies is one that this application signs with. Keys that only verify may be another issuer's.</summary>
    public bool IsOwn(JwtKey key) => CanSign && !_verificationKeys.Contains(key);

    /// <summary>Whether the options accept an algorithm.</summary>
    public bool Allows(string algorithm) => _allowedAlgorithms.IsEmpty || _allowedAlgorithms.Contains(algorithm);

    /// <summary>Whether the accepted algorithms are those of the keys.</summary>
    public bool AllowsAlgorithmsOfKeys => _allowedAlgorithms.IsEmpty;

    /// <summary>The keys in force when these are the keys.</summary>
    public CurrentKeys CreateKeys(JwtKeyRing ring) => new(ring, _allowedAlgorithms, _tokenType);
}
