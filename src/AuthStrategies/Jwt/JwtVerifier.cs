using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;

namespace AuthStrategies.Jwt;

/// <summary>The checks a token has to pass, in the order in which they are made; the first that fails is the answer.</summary>
internal static class JwtVerifier
{
    /// <summary>Verifies a token (RFC 7515 §5.2, RFC 7519 §7.2, RFC 9068 §4). One that is encrypted is opened first, and proves nothing by that.</summary>
    /// <param name="text">The token, as it was sent.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="now">The time.</param>
    /// <param name="waivesExpiry">Whether a token past its <c>exp</c> passes: to end a login, one need not be in time. Nothing else is waived.</param>
    /// <param name="verified">What it says, if it passes.</param>
    /// <returns>Why it was refused, or <see langword="null"/> if it was not. No exception, whatever the text.</returns>
    public static AuthFailure? Verify(string text, JwtPolicy policy, DateTimeOffset now, bool waivesExpiry, out VerifiedToken verified)
    {
        verified = default;
        if (text.Length > policy.MaxTokenLength)
            return policy.Failures.TooLarge;
        if (JwtDecryptor.Open(text, policy, out string signed) is { } failure)
            return failure;
        if (!CompactToken.TryRead(signed, out CompactToken token))
            return JwtFailures.NotCompact;

        using (token)
            return CheckSignature(token, policy, out JwtKey? key) ?? CheckClaims(token, key!, policy, now.UtcTicks, waivesExpiry, out verified);
    }

    private static AuthFailure? CheckSignature(in CompactToken token, JwtPolicy policy, out JwtKey? key)
    {
        key = null;
        if (token.Header.Length > HeaderReader.MaxSize)
            return JwtFailures.HeaderTooLarge;
        if (!HeaderReader.TryRead(token.Header, policy, out TokenHeader header))
            return JwtFailures.HeaderNotStrict;
        if (header.Algorithm is HeaderMember.Missing or HeaderMember.NotText)
            return JwtFailures.AlgorithmNotText;
        if (header.Algorithm is not HeaderMember.Expected)
            return policy.Failures.UnsupportedAlgorithm;
        if (header.Type is HeaderMember.NotText)
            return JwtFailures.TypeNotText;
        if (header.Type is not HeaderMember.Expected)
            return policy.Failures.WrongType;
        if (header.HasCritical)
            return JwtFailures.Critical;
        if (header.HasUnencodedPayload)
            return JwtFailures.UnencodedPayload;
        if (header.HasCompression)
            return JwtFailures.Compressed;
        if (header.KeyId is HeaderMember.NotText || header.ContentType is HeaderMember.NotText)
            return JwtFailures.NamesNotText;
        key = header.FindKey(policy.Keys);
        if (key is null)
            return JwtFailures.UnknownKey;
        if (!key.Verify(token.SigningInput, token.Signature))
            return JwtFailures.BadSignature;

        return null;
    }

    private static AuthFailure? CheckClaims(in CompactToken token, JwtKey key, JwtPolicy policy, long now, bool waivesExpiry, out VerifiedToken verified)
    {
        verified = default;
        using var claims = ClaimList.Rent();
        if (!PayloadReader.TryRead(token.Payload, policy, claims.Entries, out TokenPayload payload))
            return JwtFailures.PayloadNotStrict;
        if (payload.ExpiresAt is not { } expiresAt)
            return JwtFailures.NoExpiry;
        if (!waivesExpiry && now - policy.ClockSkew.Ticks >= expiresAt)
            return policy.Failures.Expired(expiresAt, now);
        if (payload.NotBefore is { } notBefore && now + policy.ClockSkew.Ticks < notBefore)
            return policy.Failures.NotYetValid(notBefore, now);
        if (!payload.HasIssuer)
            return JwtFailures.NoIssuer;
        if (!payload.IsIssuerExpected)
            return policy.Failures.WrongIssuer;
        if (!payload.HasAudience)
            return JwtFailures.NoAudience;
        if (!payload.IsAudienceExpected)
            return policy.Failures.WrongAudience;
        if (string.IsNullOrEmpty(payload.Subject))
            return JwtFailures.NoSubject;

        AuthResultFacts result = new()
        {
            ExpiresAt = Instant(expiresAt),
            SessionId = payload.SessionId,
            AuthenticatedAt = InstantOrNone(payload.AuthenticatedAt),
        };
        verified = new(new ClaimSet(payload.Subject, [.. claims.Entries]), key, InstantOrNone(payload.NotBefore), result);
        return null;
    }

    private static DateTimeOffset? InstantOrNone(long? utcTicks) => utcTicks is { } ticks ? Instant(ticks) : null;

    private static DateTimeOffset Instant(long utcTicks) => new(utcTicks, TimeSpan.Zero);
}
