using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;

namespace AuthStrategies.Jwt;

/// <summary>Makes access tokens under one policy.</summary>
internal static class AccessTokenIssuer
{
    /// <summary>Makes an access token.</summary>
    /// <param name="policy">The strategy's rules; must have a signing key.</param>
    /// <param name="subject">Whose it is.</param>
    /// <param name="claims">The other claims, those of one type next to each other.</param>
    /// <param name="times">Its times.</param>
    /// <param name="session">The session behind it, which it never outlives.</param>
    /// <param name="now">The instant of issue.</param>
    /// <param name="expiresAt">When it expires, in whole seconds.</param>
    /// <exception cref="ArgumentException">It would be longer than is accepted.</exception>
    public static string Issue(
        JwtPolicy policy, string subject, ReadOnlySpan<ClaimEntry> claims, LoginTimes times, SessionRecord? session, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        DateTimeOffset end = now + times.Lifetime;
        if (session is not null && session.ExpiresAt < end)
            end = session.ExpiresAt;

        AccessToken token = TokenOf(subject, claims, times, session?.Id, now, end);
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt);
        return JwtEncryptor.Encrypt(JwtWriter.Write(policy.Keys.SigningKey!, policy, token), policy);
    }

    /// <summary>Makes sure that a login's tokens will fit, before anything is written down.</summary>
    /// <exception cref="ArgumentException">They would be longer than is accepted.</exception>
    public static void CheckSize(JwtPolicy policy, ClaimSet claims, LoginTimes times, DateTimeOffset now)
    {
        SessionId anySession = new([1, .. new byte[SessionId.Size - 1]]);
        JwtWriter.CheckSize(policy.Keys.SigningKey!, policy, TokenOf(claims.Subject, claims.Entries, times, anySession, now, now + times.Lifetime));
    }

    private static AccessToken TokenOf(
        string subject, ReadOnlySpan<ClaimEntry> claims, LoginTimes times, SessionId? session, DateTimeOffset now, DateTimeOffset end) => new()
        {
            Subject = subject,
            Claims = claims,
            IssuedAt = NumericDate.ToSeconds(now),
            ExpiresAt = NumericDate.ToSeconds(end),
            AuthenticatedAt = NumericDate.ToSeconds(times.AuthenticatedAt),
            SessionId = session,
        };
}
