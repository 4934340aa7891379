using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Creates the credentials of a JWT strategy. The keys must have one that signs.</summary>
internal static class JwtCredential
{
    /// <summary>Creates an access token without a session.</summary>
    /// <exception cref="ArgumentException">The token would be longer than is accepted, or be valid longer than its key verifies, or lack a required claim.</exception>
    public static IssuedCredential Stateless(
        string subject, ReadOnlySpan<ClaimEntry> claims, in LoginNames names, bool persistent, AccessTokenTimes times, AccessTokenTerms? terms, Generation generation, string? keyThumbprint, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now) => new()
        {
            Value = WriteAccessToken(subject, claims, names, times, terms, sessionId: null, DateTimeOffset.MaxValue, generation, keyThumbprint, policy, keys, now, out DateTimeOffset expiresAt),
            ExpiresAt = expiresAt,
            Persistent = persistent,
            KeyThumbprint = keyThumbprint,
        };

    /// <summary>Creates an access token of a session, and gives the session's refresh token with it; without one, the client keeps the token that it has.</summary>
    /// <exception cref="ArgumentException">The token would be longer than is accepted, or be valid longer than its key verifies, or lack a required claim.</exception>
    public static IssuedCredential OfSession(
        in OpaqueToken refreshToken, SessionRecord record, SessionPayload session, AccessTokenTimes times, AccessTokenTerms? terms, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now) => new()
        {
            Value = WriteAccessToken(record.Subject, session.Claims.Entries, session.Claims.Names, times, terms, record.Id, EndExtension.EndOf(record, session), session.Generation, session.KeyThumbprint, policy, keys, now, out DateTimeOffset expiresAt),
            ExpiresAt = expiresAt,
            AbsoluteExpiresAt = EndExtension.LatestEnd(record, session),
            RefreshToken = refreshToken.IsNone ? null : refreshToken.Text,
            RefreshTokenExpiresAt = EndExtension.EndOf(record, session),
            SessionId = record.Id,
            Persistent = session.Persistent,
            KeyThumbprint = session.KeyThumbprint,
        };

    // The token expires with its session at the latest.
    private static string WriteAccessToken(
        string subject, ReadOnlySpan<ClaimEntry> claims, in LoginNames names, AccessTokenTimes times, AccessTokenTerms? terms, SessionId? sessionId, DateTimeOffset sessionEnd, Generation generation, string? keyThumbprint, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        policy.CheckLifetime(times.Lifetime);
        DateTimeOffset end = now + times.Lifetime;
        if (sessionEnd < end)
            end = sessionEnd;

        AccessToken token = new()
        {
            Subject = subject,
            Claims = claims,
            Names = names,
            IssuedAt = NumericDate.ToSeconds(now),
            ExpiresAt = NumericDate.ToSeconds(end),
            AuthenticatedAt = times.AuthenticatedAt is { } time && time > DateTimeOffset.UnixEpoch ? NumericDate.ToSeconds(time) : null,
            SessionId = sessionId,
            Generation = policy.ObservesRevokeAll ? generation : default,
            Terms = terms,
            KeyThumbprint = keyThumbprint,
        };
        terms?.CheckEnd(token.ExpiresAt);
        RequiredClaims.Check(token, policy);
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt);
        return JwtEncryptor.Encrypt(JwtWriter.Write(token, policy, keys), policy.Encryption);
    }
}
