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
internal sealed class SessionRotator(SessionVault vault, TimeProvider time, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
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
            SessionRecord? record = await vault.FindAsync(token.Id, cancellationToken).ConfigureAwait(false);
            var judgement = Judgement.Of(record, token, policy, now, vault);
            switch (judgement.Verdict)
            {
                case SessionVerdict.Unknown:
                    return RefreshResult.Fail(SessionFailures.Unknown);

                case SessionVerdict.Expired:
                    return RefreshResult.Fail(SessionFailures.Expired(judgement.Record));

                case SessionVerdict.Stolen:
                    if (await vault.TryEndStolenAsync(judgement.Record, diagnostics).ConfigureAwait(false))
                        return RefreshResult.Fail(SessionFailures.Reused);
                    continue;
            }

            // Asked once, unless somebody has given the login other claims since: an answer about the old ones must not overwrite them.
            if (asked is null || !asked.SaysTheSameAs(judgement.Session.Claims))
            {
                asked = judgement.Session.Claims;
                (fresh, answeredAt) = await AskAsync(judgement, policy, now, cancellationToken).ConfigureAwait(false);
            }

            if (fresh is null)
                return RefreshResult.Fail(SessionFailures.Refused);

            bool isChanged = !fresh.SaysTheSameAs(asked);
            judgement = judgement.With(fresh);
            SessionRecord? next = Next(judgement, token, isChanged, attempt, policy, now, answeredAt, out OpaqueToken current);
            IssuedCredential credential = make(current, next ?? judgement.Record, judgement.Session, answeredAt);
            if (next is null || await vault.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                return Success(judgement, credential, policy);
        }

        throw SessionFailures.Contended();
    }

    /// <summary>What the application says, and when it said so: the one thing in a call that may take longer than a reuse window.</summary>
    private async ValueTask<(ClaimSet? Claims, DateTimeOffset At)> AskAsync(
        Judgement judgement, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (application is not { IsUsed: true })
            return (judgement.Session.Claims, now);

        LiveSession session = new(judgement.Record, judgement.Session);
        ClaimSet? claims = await application.AskAsync(session, policy.Principals, diagnostics, cancellationToken).ConfigureAwait(false);
        DateTimeOffset answeredAt = time.GetUtcNow();
        return (claims, answeredAt > now ? answeredAt : now);
    }

    /// <summary>
    /// What a refresh writes: the rotation, unless the token was replaced a moment ago or is so young that it is handed
    /// back; then only changed claims, or that its client was heard of, so that one which only ever refreshes does not idle out.
    /// </summary>
    private static SessionRecord? Next(
        in Judgement judgement, in OpaqueToken token, bool isChanged, int attempt, SessionPolicy policy, DateTimeOffset now, DateTimeOffset answeredAt, out OpaqueToken current)
    {
        bool isReplaced = judgement.Verdict == SessionVerdict.Replaced;
        // The successor's window begins when it is written: a slow application must not use it up.
        if (!isReplaced && !policy.IsInsideReuseWindow(judgement.Session.BornAt, now))
            return SessionChange.Rotate(judgement, token, policy, answeredAt, out current);

        current = isReplaced ? judgement.Successor : token;
        bool writesClaims = isChanged && attempt < SessionLimits.ClaimAttempts;
        bool isRenewed = !isReplaced && attempt == 0 && policy.IsRenewalDue(judgement.Session, now);
        return writesClaims || isRenewed ? SessionChange.Renew(judgement.Record, judgement.Session, policy, now) : null;
    }

    private RefreshResult Success(in Judgement judgement, IssuedCredential credential, SessionPolicy policy)
    {
        if (judgement.Verdict == SessionVerdict.Replaced)
            diagnostics.Replayed(judgement.Record.Id);
        return RefreshResult.Success(credential, policy.Principals.Create(judgement.Session.Claims));
    }
}
