using System.Diagnostics;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Ends the session of a token. Thread-safe.</summary>
internal sealed class JwtRevoker(JwtKeyProvider keys, SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionRevoker _sessionRevoker = new(client, diagnostics);

    public async ValueTask<RevokeOutcome> RevokeAsync(string credential, IClientFactsSource? caller, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        CurrentKeys current = await KeysForAsync(credential, policy, now, cancellationToken).ConfigureAwait(false);
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Revoke);
        SessionReference? session = FindSession(credential, policy, current, now, out RevokeOutcome outcome);
        if (session is { } found && await _sessionRevoker.EndAsync(found, caller, cancellationToken).ConfigureAwait(false))
            // Without RequireLiveSession the access tokens already issued are accepted until they expire.
            outcome = policy.RequiresLiveSession ? RevokeOutcome.Revoked : RevokeOutcome.RevokedAtExpiry;
        diagnostics.Revoked(outcome, session?.Id, activity);
        return outcome;
    }

    /// <summary>Finds the session that an access token names, also if the token has expired.</summary>
    /// <returns>The session, or <see langword="null"/> if the token names none or is not genuine.</returns>
    public async ValueTask<SessionReference?> FindSessionAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!CompactToken.IsCandidate(credential))
            return null;

        return FindSession(credential, policy, await KeysForAsync(credential, policy, now, cancellationToken).ConfigureAwait(false), now, out _);
    }

    // An opaque token needs no key, and a token of another issuer is of another strategy: neither waits for the key store.
    private ValueTask<CurrentKeys> KeysForAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken) =>
        keys.TryGet(policy.KeyPolicy, now, out CurrentKeys current) || !UnverifiedIssuer.IsAccepted(credential, policy)
            ? new(current)
            : keys.GetAsync(policy.KeyPolicy, now, cancellationToken);

    /// <param name="credential">The credential.</param>
    /// <param name="policy">The options.</param>
    /// <param name="current">The keys.</param>
    /// <param name="now">The time.</param>
    /// <param name="otherwise">The outcome if there is no session to end.</param>
    private static SessionReference? FindSession(string credential, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, out RevokeOutcome otherwise)
    {
        otherwise = RevokeOutcome.NotFound;
        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
            return SessionReference.OfHolder(token.Id, policy.Sessions);
        if (!CompactToken.IsCandidate(credential))
            return null;

        if (!policy.IssuesRefreshTokens)
            otherwise = RevokeOutcome.NotSupported;
        if (JwtVerifier.Verify(credential, policy, current, now, ignoreExpiry: true, out VerifiedToken verified) is not null)
            return null;

        SessionReference? session = verified.FindSession(policy);
        // Genuine but without a session, for example issued before refresh tokens were enabled: it is accepted until it expires.
        if (session is null)
            otherwise = RevokeOutcome.NotSupported;
        return session;
    }
}
