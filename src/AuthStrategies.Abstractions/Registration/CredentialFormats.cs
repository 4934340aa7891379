namespace AuthStrategies;

/// <summary>The text forms of a strategy's credentials. New values may be added.</summary>
[Flags]
public enum CredentialFormats
{
    /// <summary>Not stated: any text may be a credential of the strategy.</summary>
#pragma warning disable CA1008 // Zero does not mean "none": it means that nothing was stated.
    Unknown = 0,
#pragma warning restore CA1008

    /// <summary>A session token: 64 base64url characters.</summary>
    SessionToken = 1,

    /// <summary>A signed token: three parts with dots between them (JWS, RFC 7515 §7.1).</summary>
    SignedJwt = 2,

    /// <summary>An encrypted token: five parts with dots between them (JWE, RFC 7516 §7.1).</summary>
    EncryptedJwt = 4,
}
