using AuthStrategies.Claims;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The registered claims of a payload, not checked yet. Dates are UTC ticks; <see langword="null"/> is an absent member.</summary>
internal struct TokenPayload
{
    public string? Subject;
    public SessionId? SessionId;
    public WrittenNames? Names;
    public Generation Generation;
    public long? ExpiresAt;
    public long? NotBefore;
    public long? IssuedAt;
    public long? AuthenticatedAt;
    public string? TokenId;

    /// <summary>The thumbprint of the key that the token is bound to (<c>cnf.jkt</c>, RFC 9449 §6.1).</summary>
    public string? KeyThumbprint;

    /// <summary>The required claims that the payload has: one bit for each name of <see cref="ExpectedClaims.Required"/>.</summary>
    public ulong RequiredClaims;
    public bool HasIssuer;
    public bool IsIssuerExpected;

    /// <summary>Whether it is the issuer of the tokens that the strategy issues.</summary>
    public bool IsOwnIssuer;
    public bool HasAudience;
    public bool IsAudienceExpected;
}
