using AuthStrategies.Claims;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>What a token that passed every check says. Immutable; holds nothing of the token's text.</summary>
internal readonly record struct VerifiedToken(ClaimSet Claims, DateTimeOffset ExpiresAt, SessionId? SessionId, DateTimeOffset? AuthenticatedAt)
{
    /// <summary>The login it names, if it names one.</summary>
    public NamedLogin? FindLogin(JwtPolicy policy) => SessionId is { } id ? NamedLogin.Claimed(id, policy.Sessions, Claims.Subject) : null;
}
