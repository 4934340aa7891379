using AuthStrategies.Claims;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>What a token that passed every check says, and the key that vouches for it. Immutable; holds nothing of the token's text.</summary>
/// <param name="Claims">What the token says about the user.</param>
/// <param name="Key">The key that verified the signature.</param>
/// <param name="NotBefore">When the token starts to be valid, if it says so.</param>
/// <param name="Result">What a success with the token says. One object for all answers to the same text.</param>
internal readonly record struct VerifiedToken(ClaimSet Claims, JwtKey Key, DateTimeOffset? NotBefore, AuthResultFacts Result)
{
    public DateTimeOffset ExpiresAt => Result.ExpiresAt.GetValueOrDefault();

    public SessionId? SessionId => Result.SessionId;

    /// <summary>The login it names, if it names one.</summary>
    public SessionReference? FindSession(JwtPolicy policy) => SessionId is { } id ? SessionReference.OfClaim(id, policy.Sessions, Claims.Subject) : null;

    /// <summary>Whether it counts at that time (RFC 7519 §4.1.4, §4.1.5).</summary>
    public bool IsInTime(DateTimeOffset now, TimeSpan clockSkew) =>
        now.UtcTicks - clockSkew.Ticks < ExpiresAt.UtcTicks
        && (NotBefore is not { } notBefore || now.UtcTicks + clockSkew.Ticks >= notBefore.UtcTicks);
}
