namespace AuthStrategies.Jwt.Tokens;

/// <summary>The meaning of a payload member to the verifier.</summary>
internal enum PayloadMember : byte
{
    /// <summary>A claim of the principal.</summary>
    Claim,

    /// <summary>Describes the token and is not used here: read strictly, then left out.</summary>
    Other,

    Issuer,
    Subject,
    Audience,
    ExpiresAt,
    NotBefore,
    IssuedAt,
    AuthenticatedAt,
    TokenId,
    SessionId,
    Names,
    Generation,
    Confirmation,
}
