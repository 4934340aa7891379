using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt;

/// <summary>The checks of a token, in their order. The first check that fails gives the refusal.</summary>
internal static class JwtVerifier
{
    /// <summary>Verifies a token (RFC 7515 §5.2, RFC 7519 §7.2, RFC 9068 §4). An encrypted token is decrypted first; that proves nothing about its author.</summary>
    /// <param name="text">The token as it was sent.</param>
    /// <param name="policy">The options.</param>
    /// <param name="keys">The keys in force.</param>
    /// <param name="now">The time.</param>
    /// <param name="ignoreExpiry">Whether an expired token, or one that a clock ahead has issued, passes. That is enough to end its session. Nor are the claims required that only options ask for: they may be newer than the token. All other checks are made.</param>
    /// <param name="verified">The content, if the token passes.</param>
    /// <returns>Why the token is refused, or <see langword="null"/>. Never throws because of the text.</returns>
    public static AuthFailure? Verify(string text, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now, bool ignoreExpiry, out VerifiedToken verified)
    {
        verified = default;
        if (text.Length > policy.MaxTokenLength)
            return policy.Failures.TooLarge;
        if (JwtDecryptor.Decrypt(text, policy.Encryption, out string signed) is { } failure)
            return failure;
        if (!CompactToken.TryRead(signed, out CompactToken token))
            return JwtFailures.NotCompact;

        using (token)
        {
            return CheckSignature(token, policy, keys, out JwtKey? key) is { } refusal
                ? CauseOf(refusal, token, policy)
                : CheckClaims(token, key!, policy, now.UtcTicks, ignoreExpiry, out verified);
        }
    }

    // For a token of another issuer, that its keys, its algorithm and its type are not those of this strategy only follows from its issuer.
    private static AuthFailure CauseOf(AuthFailure refusal, in CompactToken token, JwtPolicy policy)
    {
        bool mayFollow = refusal.Reason is AuthFailureReason.UnknownKey or AuthFailureReason.UnsupportedAlgorithm or AuthFailureReason.BadSignature or AuthFailureReason.WrongType;
        return mayFollow && NamedIssuerReader.Read(token.Payload, policy.ExpectedClaims) is NamedIssuer.Other ? policy.Failures.WrongIssuer : refusal;
    }

    private static AuthFailure? CheckSignature(in CompactToken token, JwtPolicy policy, CurrentKeys keys, out JwtKey? key)
    {
        key = null;
        if (token.Header.Length > HeaderReader.MaxSize)
            return HeaderFailures.TooLarge;
        if (!HeaderReader.TryRead(token.Header, keys, policy.TokenType, out TokenHeader header))
            return HeaderFailures.NotStrict;
        if (header.Algorithm is HeaderMember.Missing or HeaderMember.NotText)
            return JwtFailures.AlgorithmNotText;
        if (header.Algorithm is not HeaderMember.Expected)
            return keys.UnsupportedAlgorithm;
        if (header.Type is HeaderMember.NotText)
            return HeaderFailures.TypeNotText;
        if (header.Type is not HeaderMember.Expected)
            return policy.Failures.WrongType;
        if (header.HasCritical)
            return HeaderFailures.Critical;
        if (header.HasUnencodedPayload)
            return HeaderFailures.UnencodedPayload;
        if (header.HasCompression)
            return HeaderFailures.Compressed;
        if (header.KeyId is HeaderMember.NotText || header.ContentType is HeaderMember.NotText)
            return HeaderFailures.NamesNotText;
        key = header.FindKey(keys.Ring);
        if (key is null)
            return JwtFailures.UnknownKey;
        if (!key.Verify(token.SigningInput, token.Signature))
            return JwtFailures.BadSignature;

        return null;
    }

    private static AuthFailure? CheckClaims(in CompactToken token, JwtKey key, JwtPolicy policy, long now, bool ignoreExpiry, out VerifiedToken verified)
    {
        verified = default;
        using var claims = ClaimList.Rent();
        if (!TokenPayloadReader.TryRead(token.Payload, policy.ExpectedClaims, claims.Entries, out TokenPayload payload))
            return JwtFailures.PayloadNotStrict;
        // Issuer and audience before times: an expired token of another issuer may belong to another strategy.
        if (CheckRecipient(payload, policy) is { } wrong)
            return wrong;
        if (CheckTimes(payload, policy, now, ignoreExpiry, out long expiresAt) is { } untimely)
            return untimely;
        if (string.IsNullOrEmpty(payload.Subject))
            return JwtFailures.NoSubject;
        if (!ignoreExpiry && policy.Failures.MissingRequired(payload.RequiredClaims) is { } missing)
            return missing;

        AuthResultFacts result = new()
        {
            ExpiresAt = Instant(expiresAt),
            SessionId = payload.SessionId,
            AuthenticatedAt = InstantOrNull(payload.AuthenticatedAt),
            TokenId = payload.TokenId,
            IssuedAt = InstantOrNull(payload.IssuedAt),
            KeyId = key.KeyId,
        };
        bool isOwn = policy.KeyPolicy.IsOwn(key);
        verified = new(ClaimsOf(payload, claims, isOwn), key, AcceptedFrom(payload, policy), result)
        {
            // A key that no longer signs is told from a key of another issuer by the issuer.
            ObservesGeneration = policy.ObservesRevokeAll && (isOwn || payload.IsOwnIssuer),
            Generation = payload.Generation,
            KeyThumbprint = payload.KeyThumbprint,
            Session = policy.RequiresLiveSession && policy.Cache.IsOn ? new() : null,
        };
        return null;
    }

    private static ClaimSet ClaimsOf(in TokenPayload payload, in ClaimList claims, bool isOwn)
    {
        ClaimEntry[] entries = [.. claims.Span];
        LoginNames names = payload.Names?.ApplyTo(entries) ?? default;
        return new(payload.Subject!, entries)
        {
            // The options decide which claims of another issuer are roles.
            Names = isOwn ? names : names with { NameType = null, RoleType = null },
            HasWrittenNames = payload.Names is not null,
        };
    }

    private static AuthFailure? CheckRecipient(in TokenPayload payload, JwtPolicy policy)
    {
        if (!payload.HasIssuer)
            return JwtFailures.NoIssuer;
        if (!payload.IsIssuerExpected)
            return policy.Failures.WrongIssuer;
        if (!payload.HasAudience)
            return JwtFailures.NoAudience;

        return payload.IsAudienceExpected ? null : policy.Failures.WrongAudience;
    }

    /// <param name="payload">The claims.</param>
    /// <param name="policy">The options.</param>
    /// <param name="now">The time, in UTC ticks.</param>
    /// <param name="ignoreExpiry">Whether an expired token passes.</param>
    /// <param name="expiresAt">When the token ends: at its expiry, or before at its greatest age, or when the strategy accepts no more.</param>
    private static AuthFailure? CheckTimes(in TokenPayload payload, JwtPolicy policy, long now, bool ignoreExpiry, out long expiresAt)
    {
        expiresAt = payload.ExpiresAt.GetValueOrDefault();
        long skew = policy.ClockSkew.Ticks;
        if (payload.ExpiresAt is null)
            return JwtFailures.NoExpiry;
        if (!ignoreExpiry && now - skew >= expiresAt)
            return policy.Failures.Expired(expiresAt, now);
        if (payload.NotBefore is { } notBefore && now + skew < notBefore)
            return policy.Failures.NotYetValid(notBefore, now);
        if (policy.MaxTokenAge is { } age && CheckAge(payload, policy, age.Ticks, now, ignoreExpiry, ref expiresAt) is { } tooOld)
            return tooOld;
        if (!ignoreExpiry && policy.KeyPolicy.CanSign && payload.IssuedAt is { } issuedAt && issuedAt - now > Sessions.SessionLimits.MaxClockDifference.Ticks)
            return JwtFailures.IssuedAhead(issuedAt, now);
        if (policy.AcceptUntil is not { } until)
            return null;

        // No clock of another issuer is asked here, so no difference of clocks is added when it counts.
        expiresAt = Math.Min(expiresAt, until.UtcTicks - skew);
        return !ignoreExpiry && now >= until.UtcTicks ? JwtFailures.NotAcceptedAnyMore(until, now) : null;
    }

    private static AuthFailure? CheckAge(in TokenPayload payload, JwtPolicy policy, long age, long now, bool ignoreExpiry, ref long expiresAt)
    {
        if (payload.IssuedAt is not { } issuedAt)
            return ignoreExpiry ? null : JwtFailures.NoIssuedAt;
        if (!ignoreExpiry && issuedAt > now + policy.ClockSkew.Ticks)
            return policy.Failures.IssuedInFuture(issuedAt, now);

        // Two numbers of ticks overflow no long.
        expiresAt = Math.Min(expiresAt, issuedAt + age);
        return !ignoreExpiry && now - policy.ClockSkew.Ticks >= expiresAt ? policy.Failures.TooOld(issuedAt, now) : null;
    }

    /// <summary>From when <see cref="CheckTimes"/> accepts the token, in UTC ticks.</summary>
    private static long AcceptedFrom(in TokenPayload payload, JwtPolicy policy)
    {
        long from = payload.NotBefore - policy.ClockSkew.Ticks ?? long.MinValue;
        if (payload.IssuedAt is not { } issuedAt)
            return from;
        if (policy.KeyPolicy.CanSign)
            from = Math.Max(from, issuedAt - Sessions.SessionLimits.MaxClockDifference.Ticks);
        return policy.MaxTokenAge is null ? from : Math.Max(from, issuedAt - policy.ClockSkew.Ticks);
    }

    private static DateTimeOffset? InstantOrNull(long? utcTicks) => utcTicks is { } ticks ? Instant(ticks) : null;

    private static DateTimeOffset Instant(long utcTicks) => new(utcTicks, TimeSpan.Zero);
}
