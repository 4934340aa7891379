using AuthStrategies.Claims;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>The claims that <see cref="JwtStrategyOptions.RequiredClaims"/> names, in tokens that the strategy writes itself.</summary>
internal static class RequiredClaims
{
    private const string LoginTime = "auth_time";

    /// <summary>Whether no token of a strategy that signs can have the claim: it describes the token, and the strategy writes no such value.</summary>
    /// <param name="name">The name of the claim.</param>
    /// <param name="hasSessions">Whether the strategy issues refresh tokens.</param>
    public static bool IsNeverWritten(string name, bool hasSessions) => name switch
    {
        // The first token may have it by IssueOptions.NotBefore, but none that a refresh token is exchanged for.
        "nbf" => hasSessions,
        "sid" => !hasSessions,
        "iss" or "sub" or "aud" or "iat" or "exp" or "jti" or LoginTime => false,
        _ => ClaimNames.IsProtocol(name),
    };

    /// <exception cref="ArgumentException">A claim is missing: the strategy would refuse the token that it issues.</exception>
    public static void Check(in AccessToken token, JwtPolicy policy)
    {
        foreach (string name in policy.RequiredClaims)
        {
            if (IsWritten(name, token))
                continue;

            string remedy = name == LoginTime ? "Give the moment of the login in IssueOptions.AuthenticatedAt" : "Add the claim to the principal";
#pragma warning disable CA2208 // It is a parameter of IssueAsync.
            throw new ArgumentException($"The token would have no \"{name}\", and RequiredClaims names it, so the strategy would refuse its own token. {remedy}, or remove the name from RequiredClaims.", "principal");
#pragma warning restore CA2208
        }
    }

    /// <summary>Why a session can give no access token that has all required claims; <see langword="null"/> if it can.</summary>
    public static AuthFailure? RefusalOf(SessionPayload session, JwtPolicy policy)
    {
        foreach (string name in policy.RequiredClaims)
        {
            if (!IsKept(name, session))
                return JwtFailures.NotInSession(name);
        }

        return null;
    }

    /// <summary>As <see cref="RefusalOf"/>, for a session that gets other claims from the caller: only the moment of the login is missing for good.</summary>
    public static AuthFailure? RefusalOfLogin(SessionPayload session, JwtPolicy policy) =>
        policy.RequiredClaims.Contains(LoginTime) && !IsKept(LoginTime, session) ? JwtFailures.NotInSession(LoginTime) : null;

    private static bool IsWritten(string name, in AccessToken token) => name switch
    {
        "iss" or "sub" or "aud" or "iat" or "exp" or "jti" => true,
        LoginTime => token.AuthenticatedAt is not null,
        "nbf" => token.Terms?.NotBefore is not null,
        "sid" => token.SessionId is not null,
        _ => Contains(token.Claims, name),
    };

    private static bool IsKept(string name, SessionPayload session) => name switch
    {
        "iss" or "sub" or "aud" or "iat" or "exp" or "jti" or "sid" => true,
        LoginTime => session.ProvedAt > DateTimeOffset.UnixEpoch,
        _ => Contains(session.Claims.Entries, name),
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
