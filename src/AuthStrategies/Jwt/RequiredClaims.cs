using AuthStrategies.Claims;

namespace AuthStrategies.Jwt;

/// <summary>Checks that a token to be written has the claims that <see cref="JwtStrategyOptions.RequiredClaims"/> names.</summary>
internal static class RequiredClaims
{
    /// <exception cref="ArgumentException">A claim is missing: the strategy would refuse the token that it issues.</exception>
    public static void Check(in AccessToken token, JwtPolicy policy)
    {
        foreach (string name in policy.RequiredClaims)
        {
            if (IsWritten(name, token))
                continue;

#pragma warning disable CA2208 // It is a parameter of IssueAsync.
            throw new ArgumentException($"The token would have no \"{name}\", and RequiredClaims names it, so the strategy would refuse its own token. Add the claim to the principal, or remove the name from RequiredClaims.", "principal");
#pragma warning restore CA2208
        }
    }

    private static bool IsWritten(string name, in AccessToken token) => name switch
    {
        "iss" or "sub" or "aud" or "iat" or "exp" or "jti" or "auth_time" => true,
        "nbf" => token.Terms?.NotBefore is not null,
        "sid" => token.SessionId is not null,
        _ => Contains(token.Claims, name),
    };

    private static bool Contains(ReadOnlySpan<ClaimEntry> claims, string name)
    {
        foreach (ref readonly ClaimEntry claim in claims)
        {
            if (string.Equals(claim.Type, name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
