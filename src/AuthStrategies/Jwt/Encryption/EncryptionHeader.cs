using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>The members of the header of an encrypted token (RFC 7516 §4), not checked yet.</summary>
internal struct EncryptionHeader
{
    /// <summary><see cref="HeaderMember.Expected"/> if it is <c>dir</c>: the configured key encrypts the content, and the token carries no key.</summary>
    public HeaderMember Algorithm;

    /// <summary><see cref="HeaderMember.Expected"/> if it is <c>A256CBC-HS512</c>.</summary>
    public HeaderMember Encryption;

    /// <summary><see cref="HeaderMember.Other"/> for any text. The signed token inside names the token type.</summary>
    public HeaderMember Type;

    /// <summary><see cref="HeaderMember.Expected"/> if it is <c>JWT</c>, ignoring case (RFC 7519 §5.2).</summary>
    public HeaderMember ContentType;

    /// <summary><see cref="HeaderMember.Other"/> for any text.</summary>
    public HeaderMember KeyId;

    /// <summary>The key id.</summary>
    public string? KeyIdText;

    /// <summary>Whether there is a <c>crit</c>, with any value.</summary>
    public bool HasCritical;

    /// <summary>Whether there is a <c>b64</c>, with any value.</summary>
    public bool HasUnencodedPayload;

    /// <summary>Whether there is a <c>zip</c>, with any value.</summary>
    public bool HasCompression;
}
