using AuthStrategies.Claims;

namespace AuthStrategies.Jwt;

/// <summary>What a token that passed every check says. Immutable; holds nothing of the token's text.</summary>
internal readonly record struct VerifiedToken(ClaimSet Claims, DateTimeOffset ExpiresAt, SessionId? SessionId, DateTimeOffset? AuthenticatedAt);
