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
    /// <summary>Finds a token that was verified before, with a key that is still in the ring, and is accepted at this time.</summary>
    /// <returns>The token; <see langword="null"/> if it must be verified.</returns>
    public static CredentialCacheEntry<VerifiedToken>? Find(string text, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now, StrategyDiagnostics diagnostics, out ulong hash)
    {
        hash = 0;
        // A text that is too long is not hashed.
        if (!policy.Cache.IsOn || text.Length > policy.MaxTokenLength)
            return null;

        hash = CredentialHash.Hash(text);
        CredentialCacheEntry<VerifiedToken>? cached = policy.Cache.Find(text, hash);
        bool isCached = cached is not null && keys.Ring.Contains(cached.Facts.Key) && cached.Facts.IsInTime(now, policy.ClockSkew);
        diagnostics.CredentialLookedUp(isCached);
        return isCached ? cached : null;
    }

    /// <summary>Verifies a token that <see cref="Find"/> did not find, and caches it if it passes.</summary>
    /// <returns>Why the token is refused, or <see langword="null"/>.</returns>
    public static AuthFailure? VerifyNew(string text, ulong hash, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now, out VerifiedToken verified)
    {
        AuthFailure? failure = JwtVerifier.Verify(text, policy, keys, now, ignoreExpiry: false, out verified);
        if (failure is null && policy.Cache.IsOn)
            policy.Cache.Add(text, hash, verified);
        return failure;
    }
}
