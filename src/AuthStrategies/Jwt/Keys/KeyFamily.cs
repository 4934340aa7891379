namespace AuthStrategies.Jwt.Keys;

/// <summary>The kind of key that an algorithm works with.</summary>
internal enum KeyFamily
{
    /// <summary>A secret that issuer and verifier share (HS algorithms and encryption).</summary>
    Secret,

    /// <summary>RSA (RS*, PS*).</summary>
    Rsa,

    /// <summary>An elliptic curve (ES*).</summary>
    Ec,
}
