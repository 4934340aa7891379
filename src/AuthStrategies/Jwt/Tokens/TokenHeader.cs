using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The members of a header, not checked yet.</summary>
internal ref struct TokenHeader
{
    /// <summary><see cref="HeaderMember.Expected"/> if it is accepted.</summary>
    public HeaderMember Algorithm;

    /// <summary>The name of the accepted algorithm; empty if it is not accepted.</summary>
    public ReadOnlySpan<byte> AlgorithmUtf8;

    /// <summary><see cref="HeaderMember.Expected"/> if it is the expected type, or no type is required.</summary>
    public HeaderMember Type;

    /// <summary><see cref="HeaderMember.Other"/> for any text.</summary>
    public HeaderMember ContentType;

    /// <summary><see cref="HeaderMember.Other"/> for any text.</summary>
    public HeaderMember KeyId;

    /// <summary>The key id without escapes.</summary>
    public ReadOnlySpan<byte> KeyIdUtf8;

    /// <summary>Whether there is a <c>crit</c>, with any value.</summary>
    public bool HasCritical;

    /// <summary>Whether there is a <c>b64</c>, with any value.</summary>
    public bool HasUnencodedPayload;

    /// <summary>Whether there is a <c>zip</c>, with any value.</summary>
    public bool HasCompression;

    /// <summary>Finds the key with the header's key id and algorithm. If the header has no key id, the only key of the algorithm.</summary>
    public readonly JwtKey? FindKey(JwtKeyRing keys)
    {
        if (KeyId == HeaderMember.Missing)
            return keys.FindOnly(AlgorithmUtf8);

        JwtKey? key = keys.Find(KeyIdUtf8);
        return key is not null && key.AlgorithmUtf8.SequenceEqual(AlgorithmUtf8) ? key : null;
    }
}
