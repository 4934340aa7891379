using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>The first version of a session's record.</summary>
internal static class NewRecord
{
    /// <exception cref="ArgumentException">The claims are too much for a record.</exception>
    public static SessionRecord Of(
        in OpaqueToken token, ClaimSet claims, LoginTerms terms, DateTimeOffset createdAt, SessionPolicy policy, out SessionPayload session)
    {
        session = new SessionPayload
        {
            Kind = policy.Kind,
            Strategy = policy.Strategy,
            Issuer = policy.Issuer,
            Audience = policy.Audience,
            Secret = token.SecretHash,
            BornAt = terms.Now,
            CreatedAt = createdAt,
            AuthenticatedAt = terms.AuthenticatedAt,
            LastSeenAt = terms.Now,
            Persistent = terms.Persistent,
            Label = terms.Label,
            Claims = claims,
        };
        return new(token.Id, claims.Subject, terms.ExpiresAt, terms.AbsoluteExpiresAt, version: 1, Fitting(session));
    }

    /// <summary>The payload's bytes, if they leave room for what rotations and renewals add. Asked whenever the claims change.</summary>
    /// <exception cref="ArgumentException">The claims are too much for a record.</exception>
    public static ReadOnlySpan<byte> Fitting(SessionPayload session)
    {
        ReadOnlySpan<byte> payload = SessionPayloadCodec.Encode(session);
#pragma warning disable CA2208 // The parameter is the public caller's: IssueAsync and ReplacePrincipalAsync both call it "principal".
        if (payload.Length > SessionPayloadCodec.MaxIssuedSize)
            throw new ArgumentException($"The principal's claims make a session record of {payload.Length} bytes; {SessionPayloadCodec.MaxIssuedSize} are the most. Keep what is rarely needed in the application's own storage.", "principal");
#pragma warning restore CA2208
        return payload;
    }
}
