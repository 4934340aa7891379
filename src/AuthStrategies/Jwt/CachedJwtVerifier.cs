using AuthStrategies.Diagnostics;
using AuthStrategies.Caching;

namespace AuthStrategies.Jwt;

/// <summary>
/// Verifies tokens, and remembers those that pass: what a text says and that its key signed it are facts for good. What is
/// not, is asked each time: whether the key still counts and whether the token is in time.
/// </summary>
internal static class CachedJwtVerifier
{
    /// <returns>Why the token was refused, or <see langword="null"/> if it was not.</returns>
    public static AuthFailure? Verify(string text, JwtPolicy policy, DateTimeOffset now, StrategyDiagnostics diagnostics, out VerifiedToken verified)
    {
        // A text that is too long is not even hashed.
        if (!policy.Recognized.IsOn || text.Length > policy.MaxTokenLength)
            return JwtVerifier.Verify(text, policy, now, waivesExpiry: false, out verified);

        ulong hash = CredentialHash.Hash(text);
        if (policy.Recognized.Find(text, hash) is { } known && policy.Keys.Holds(known.Facts.Key) && known.Facts.IsInTime(now, policy.ClockSkew))
        {
            diagnostics.CredentialLookedUp(isCached: true);
            verified = known.Facts;
            return null;
        }

        diagnostics.CredentialLookedUp(isCached: false);
        AuthFailure? failure = JwtVerifier.Verify(text, policy, now, waivesExpiry: false, out verified);
        if (failure is null)
            policy.Recognized.Add(text, hash, verified);
        return failure;
    }
}
