using AuthStrategies.Claims;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The registered claims of a payload, not checked yet. Dates are UTC ticks; <see langword="null"/> is an absent member.</summary>
internal struct TokenPayload
{
    public string? Subject;
    public SessionId? SessionId;
    public WrittenNames? Names;
    public long? ExpiresAt;
    public long? NotBefore;
    public long? IssuedAt;
    public long? AuthenticatedAt;
    public bool HasIssuer;
    public bool IsIssuerExpected;
    public bool HasAudience;
    public bool IsAudienceExpected;
}
