using System.Text.Json;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>Compares several tokens that one request presents in the same cookie. Thread-safe.</summary>
internal sealed class JwtCopies(VerificationKeys keys)
{
    /// <summary>The session that a token names; the text itself for a genuine token without one; <see langword="null"/> for a text that is not genuine.</summary>
    public async ValueTask<string?> FindSessionAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
            return token.Id.ToString();
        if (!CompactToken.IsCandidate(credential))
            return null;

        CurrentKeys current = await keys.GetAsync(credential, policy, now, cancellationToken).ConfigureAwait(false);
        if (JwtVerifier.Verify(credential, policy, current, now, ignoreExpiry: true, out VerifiedToken verified) is not null)
            return null;

        // The subject too: another issuer's session may have the same id.
        return verified.SessionId is { } session ? $"{session} {verified.Claims.Subject}" : credential;
    }

    /// <summary>The token that was issued last. Of equals the first.</summary>
    public static string Latest(IReadOnlyList<string> credentials, JwtPolicy policy) => credentials.MaxBy(credential => IssuedAt(credential, policy))!;

    // Not part of a verified token, because nothing else needs it. The tokens are genuine.
    private static long IssuedAt(string credential, JwtPolicy policy)
    {
        if (JwtDecryptor.Decrypt(credential, policy.Encryption, out string signed) is not null || !CompactToken.TryRead(signed, out CompactToken token))
            return 0;

        using (token)
        {
            Utf8JsonReader reader = new(token.Payload);
            using var payload = JsonDocument.ParseValue(ref reader);
            return payload.RootElement.TryGetProperty("iat"u8, out JsonElement issuedAt) && issuedAt.TryGetDouble(out double seconds) ? (long)seconds : 0;
        }
    }
}
