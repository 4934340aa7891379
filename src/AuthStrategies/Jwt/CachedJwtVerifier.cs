using AuthStrategies.Caching;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt;

/// <summary>
/// Verifies tokens and caches the verified ones. The content and the signature of a text never change, so they are cached.
/// Its key and its times are checked at each call.
/// </summary>
internal static class CachedJwtVerifier
{
    /// <returns>Why the token is refused, or <see langword="null"/>.</returns>
    public static AuthFailure? Verify(string text, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now, StrategyDiagnostics diagnostics, out VerifiedToken verified)
    {
        // A text that is too long is not hashed.
        if (!policy.Cache.IsOn || text.Length > policy.MaxTokenLength)
            return JwtVerifier.Verify(text, policy, keys, now, ignoreExpiry: false, out verified);

        ulong hash = CredentialHash.Hash(text);
        if (policy.Cache.Find(text, hash) is { } cached && keys.Ring.Contains(cached.Facts.Key) && cached.Facts.IsInTime(now, policy.ClockSkew))
        {
            diagnostics.CredentialLookedUp(isCached: true);
            verified = cached.Facts;
            return null;
        }

        diagnostics.CredentialLookedUp(isCached: false);
        AuthFailure? failure = JwtVerifier.Verify(text, policy, keys, now, ignoreExpiry: false, out verified);
        if (failure is null)
            policy.Cache.Add(text, hash, verified);
        return failure;
    }
}
