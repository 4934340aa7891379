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
    /// <exception cref="ArgumentException">It would be longer than is accepted, or outlive the key it is signed with.</exception>
    public static string Issue(
        JwtPolicy policy, string subject, ReadOnlySpan<ClaimEntry> claims, AccessTokenTimes times, SessionRecord? session, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        policy.CheckLifetime(times.Lifetime);
        DateTimeOffset end = now + times.Lifetime;
        if (session is not null && session.ExpiresAt < end)
            end = session.ExpiresAt;

        AccessToken token = new()
        {
            Subject = subject,
            Claims = claims,
            IssuedAt = NumericDate.ToSeconds(now),
            ExpiresAt = NumericDate.ToSeconds(end),
            AuthenticatedAt = NumericDate.ToSeconds(times.AuthenticatedAt),
            SessionId = session?.Id,
        };
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt);
        return JwtEncryptor.Encrypt(JwtWriter.Write(policy.Keys.SigningKey!, policy, token), policy);
    }
}
