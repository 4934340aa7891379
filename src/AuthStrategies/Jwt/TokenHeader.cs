using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt;

/// <summary>What a header says, before anything is decided about it.</summary>
internal ref struct TokenHeader
{
    /// <summary><see cref="HeaderMember.Expected"/> if it is in the allow-list.</summary>
    public HeaderMember Algorithm;

    /// <summary>The algorithm's name as the allow-list has it; empty unless it is there.</summary>
    public ReadOnlySpan<byte> AlgorithmUtf8;

    /// <summary><see cref="HeaderMember.Expected"/> if it is the policy's type, or the policy asks for none.</summary>
    public HeaderMember Type;

    /// <summary><see cref="HeaderMember.Other"/> for any text.</summary>
    public HeaderMember ContentType;

    /// <summary><see cref="HeaderMember.Other"/> for any text.</summary>
    public HeaderMember KeyId;

    /// <summary>The key id without escapes.</summary>
    public ReadOnlySpan<byte> KeyIdUtf8;

    /// <summary>Whether there is a <c>crit</c>, whatever it says.</summary>
    public bool HasCritical;

    /// <summary>Whether there is a <c>b64</c>, whatever it says.</summary>
    public bool HasUnencodedPayload;

    /// <summary>Whether there is a <c>zip</c>, whatever it says.</summary>
    public bool HasCompression;

    /// <summary>Finds the key: the one of that id, if the header's algorithm is its own; without an id the only one of the algorithm.</summary>
    public readonly JwtKey? FindKey(JwtKeyRing keys)
    {
        if (KeyId == HeaderMember.Missing)
            return keys.FindOnly(AlgorithmUtf8);

        JwtKey? key = keys.Find(KeyIdUtf8);
        return key is not null && key.AlgorithmUtf8.SequenceEqual(AlgorithmUtf8) ? key : null;
    }
}
