namespace AuthStrategies.Jwt.Encryption;

/// <summary>What the header of an encrypted token says (RFC 7516 §4), before anything is decided about it.</summary>
internal struct EncryptionHeader
{
    /// <summary><see cref="HeaderMember.Expected"/> if it is <c>dir</c>: the key is used as it is, none comes with the token.</summary>
    public HeaderMember Algorithm;

    /// <summary><see cref="HeaderMember.Expected"/> if it is <c>A256CBC-HS512</c>.</summary>
    public HeaderMember Encryption;

    /// <summary><see cref="HeaderMember.Other"/> for any text: which kind of token it is, the signed one says.</summary>
    public HeaderMember Type;

    /// <summary><see cref="HeaderMember.Expected"/> if it is <c>JWT</c>, in any case (RFC 7519 §5.2).</summary>
    public HeaderMember ContentType;

    /// <summary><see cref="HeaderMember.Other"/> for any text.</summary>
    public HeaderMember KeyId;

    /// <summary>The key id.</summary>
    public string? KeyIdText;

    /// <summary>Whether there is a <c>crit</c>, whatever it says.</summary>
    public bool HasCritical;

    /// <summary>Whether there is a <c>b64</c>, whatever it says.</summary>
    public bool HasUnencodedPayload;

    /// <summary>Whether there is a <c>zip</c>, whatever it says.</summary>
    public bool HasCompression;
}
