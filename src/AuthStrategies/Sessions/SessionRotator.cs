using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Sessions;

/// <summary>
/// Exchanges a session's token for its successor, once per reuse window however many ask, and finds theft. Thread-safe.
/// </summary>
/// <remarks>
/// With the window off, a replaced token is stolen from the moment of its replacement: of several parallel refreshes one
/// wins, and the first of the others ends the session, the winner's token included. That is what the setting asks for;
/// it suits clients that refresh one at a time.
/// </remarks>
internal sealed class SessionRotator(SessionStoreClient client, TimeProvider time, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
{
    /// <param name="token">What was presented.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="make">Makes what the client is handed. Called before the write: what it throws is thrown, and nothing was changed.</param>
    /// <param name="now">When it was presented; every judgement of it is as of then, however long the application takes.</param>
    /// <param name="cancellationToken">Cancels before or after the write.</param>
    public async ValueTask<RefreshResult> RefreshAsync(
        OpaqueToken token, SessionPolicy policy, CredentialMaker make, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ClaimSet? asked = null;
        ClaimSet? fresh = null;
        DateTimeOffset answeredAt = now;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            SessionRecord? record = await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false);
            var check = SessionCheck.Of(record, token, policy, now, client);
            switch (check.Status)
            {
                case SessionStatus.Unknown:
                    return RefreshResult.Fail(SessionFailures.Unknown);

                case SessionStatus.Expired:
                    return RefreshResult.Fail(SessionFailures.Expired(check.Record));

                case SessionStatus.Stolen:
                    if (await client.TryEndStolenAsync(check.Record, diagnostics).ConfigureAwait(false))
                        return RefreshResult.Fail(SessionFailures.Reused);
                    continue;
            }

            // Asked once, unless somebody has given the login other claims since: an answer about the old ones must not overwrite them.
            if (asked is null || !asked.HasEqualContent(check.Session.Claims))
            {
                asked = check.Session.Claims;
                (fresh, answeredAt) = await AskAsync(check, policy, now, cancellationToken).ConfigureAwait(false);
            }

            if (fresh is null)
                return RefreshResult.Fail(SessionFailures.Refused);

            bool isChanged = !fresh.HasEqualContent(asked);
            check = check.With(fresh);
            SessionRecord? next = Next(check, token, isChanged, attempt, policy, now, answeredAt, out OpaqueToken current);
            IssuedCredential credential = make(current, next ?? check.Record, check.Session, answeredAt);
            if (next is null || await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                return Success(check, credential, policy);
        }

        throw SessionFailures.Contended();
    }

    /// <summary>What the application says, and when it said so: the one thing in a call that may take longer than a reuse window.</summary>
    private async ValueTask<(ClaimSet? Claims, DateTimeOffset At)> AskAsync(
        SessionCheck check, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (application is not { IsUsed: true })
            return (check.Session.Claims, now);

        LiveSession session = new(check.Record, check.Session);
        ClaimSet? claims = await application.AskAsync(session, policy.Principals, diagnostics, cancellationToken).ConfigureAwait(false);
        DateTimeOffset answeredAt = time.GetUtcNow();
        return (claims, answeredAt > now ? answeredAt : now);
    }

    /// <summary>
    /// What a refresh writes: the rotation, unless the token was replaced a moment ago or is so young that it is handed
    /// back; then only changed claims, or that its client was heard of, so that one which only ever refreshes does not idle out.
    /// </summary>
    private static SessionRecord? Next(
        in SessionCheck check, in OpaqueToken token, bool isChanged, int attempt, SessionPolicy policy, DateTimeOffset now, DateTimeOffset answeredAt, out OpaqueToken current)
    {
        bool isReplaced = check.Status == SessionStatus.Replaced;
        // The successor's window begins when it is written: a slow application must not use it up.
        if (!isReplaced && !policy.IsInsideReuseWindow(check.Session.BornAt, now))
            return SessionChange.Rotate(check, token, policy, answeredAt, out current);

        current = isReplaced ? check.Successor : token;
        bool writesClaims = isChanged && attempt < SessionLimits.ClaimAttempts;
        bool isRenewed = !isReplaced && attempt == 0 && policy.IsRenewalDue(check.Session, now);
        return writesClaims || isRenewed ? SessionChange.Renew(check.Record, check.Session, policy, now) : null;
    }

    private RefreshResult Success(in SessionCheck check, IssuedCredential credential, SessionPolicy policy)
    {
        if (check.Status == SessionStatus.Replaced)
            diagnostics.Replayed(check.Record.Id);
        return RefreshResult.Success(credential, policy.Principals.Create(check.Session.Claims));
    }
}
