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
    public static string Latest(IReadOnlyList<string> credentials, JwtPolicy policy) => credentials.MaxBy(credential => IssuedTime.Of(credential, policy))!;
}
