namespace AuthStrategies.Jwt.Keys;

/// <summary>What kind of key an algorithm works with.</summary>
internal enum KeyFamily
{
    /// <summary>A secret that both sides know (HS*, and what encrypts).</summary>
    Secret,

    /// <summary>RSA (RS*, PS*).</summary>
    Rsa,

    /// <summary>An elliptic curve (ES*).</summary>
    Ec,
}
