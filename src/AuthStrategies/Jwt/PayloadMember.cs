namespace AuthStrategies.Jwt;

/// <summary>What a member of a payload means to the verifier.</summary>
internal enum PayloadMember : byte
{
    /// <summary>A claim of the principal.</summary>
    Claim,

    /// <summary>Speaks of the token and means nothing to us: read strictly, then left out.</summary>
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
}
