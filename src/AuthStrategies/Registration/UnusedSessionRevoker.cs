using System.Diagnostics;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Registration;

/// <summary>
/// Ends the sessions of a strategy that is not used. An opaque token is enough, with any options; an access token is verified
/// with the keys of the section first. Thread-safe.
/// </summary>
/// <param name="name">The name of the strategy.</param>
/// <param name="client">The session store.</param>
/// <param name="policy">The options of a JWT strategy; <see langword="null"/> for a session strategy, whose tokens are all opaque.</param>
/// <param name="jwt">Ends the sessions of access tokens; asked only while the options are valid.</param>
/// <param name="time">The time.</param>
/// <param name="diagnostics">Logs and counts.</param>
internal sealed class UnusedSessionRevoker(
    string name, SessionStoreClient client, PolicySource<UnusedJwtPolicy>? policy, Lazy<JwtRevoker>? jwt, TimeProvider time, StrategyDiagnostics diagnostics)
{
    private readonly SessionRevoker _revoker = new(client, diagnostics);

    /// <summary>
    /// What ending all sessions of the strategy achieves: what it would achieve if the strategy were used. If the options of a JWT strategy
    /// are not valid, nothing is known about its access tokens.
    /// </summary>
    public RevokeOutcome OutcomeOfRevokeEverything => policy is null ? RevokeOutcome.Revoked : policy.Current.Valid?.OutcomeOfRevokeEverything ?? RevokeOutcome.NotSupported;

    public async ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken)
    {
        IClientFactsSource? caller = ClientFactsScope.Take();
        if (!OpaqueToken.TryParse(credential, out OpaqueToken token))
            return await RevokeJwtAsync(credential, caller, cancellationToken).ConfigureAwait(false);

        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Revoke);
        bool isEnded = await _revoker.EndAsync(SessionReference.OfHolder(token.Id, name), caller, cancellationToken).ConfigureAwait(false);
        RevokeOutcome outcome = isEnded ? RevokeOutcome.Revoked : RevokeOutcome.NotFound;
        diagnostics.Revoked(outcome, token.Id, activity);
        return outcome;
    }

    /// <summary>Finds the session that an access token names.</summary>
    public async ValueTask<SessionReference?> FindSessionAsync(string credential, CancellationToken cancellationToken)
    {
        if (!CompactToken.IsCandidate(credential) || policy?.Current.Valid is not { } valid)
            return null;

        try
        {
            return await jwt!.Value.FindSessionAsync(credential, valid, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        catch (JwtKeyStoreException)
        {
            return null;
        }
    }

    // What is not in use prevents no login and no logout: without its keys the token is of no strategy, and its failure is logged already.
    private async ValueTask<RevokeOutcome> RevokeJwtAsync(string credential, IClientFactsSource? caller, CancellationToken cancellationToken)
    {
        if (!CompactToken.IsCandidate(credential) || policy?.Current.Valid is not { } valid)
            return RevokeOutcome.NotFound;

        try
        {
            return await jwt!.Value.RevokeAsync(credential, caller, valid, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        catch (JwtKeyStoreException)
        {
            return RevokeOutcome.NotFound;
        }
    }
}
