using AuthStrategies.Claims;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>What a token that passed every check says, and the key that vouches for it. Immutable; holds nothing of the token's text.</summary>
internal readonly record struct VerifiedToken(
    ClaimSet Claims, JwtKey Key, DateTimeOffset ExpiresAt, DateTimeOffset? NotBefore, SessionId? SessionId, DateTimeOffset? AuthenticatedAt)
{
    /// <summary>The login it names, if it names one.</summary>
    public SessionReference? FindSession(JwtPolicy policy) => SessionId is { } id ? SessionReference.OfClaim(id, policy.Sessions, Claims.Subject) : null;

    /// <summary>Whether it counts at that time (RFC 7519 §4.1.4, §4.1.5).</summary>
    public bool IsInTime(DateTimeOffset now, TimeSpan clockSkew) =>
        now.UtcTicks - clockSkew.Ticks < ExpiresAt.UtcTicks
        && (NotBefore is not { } notBefore || now.UtcTicks + clockSkew.Ticks >= notBefore.UtcTicks);
}
