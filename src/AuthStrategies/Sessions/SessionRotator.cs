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
internal sealed class SessionRotator(SessionVault vault, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
{
    public async ValueTask<SessionRotation> RotateAsync(OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool renews = true;
        ClaimSet? asked = null;
        ClaimSet? fresh = null;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            SessionRecord? record = await vault.FindAsync(token.Id, cancellationToken).ConfigureAwait(false);
            var judgement = Judgement.Of(record, token, policy, now, vault);
            switch (judgement.Verdict)
            {
                case SessionVerdict.Unknown:
                    return SessionRotation.Fail(SessionFailures.Unknown);

                case SessionVerdict.Expired:
                    return SessionRotation.Fail(SessionFailures.Expired(judgement.Record));

                case SessionVerdict.Stolen:
                    if (await vault.TryEndStolenAsync(judgement.Record, diagnostics).ConfigureAwait(false))
                        return SessionRotation.Fail(SessionFailures.Reused);
                    continue;
            }

            // Asked once, unless somebody has given the login other claims since: an answer about the old ones must not overwrite them.
            if (asked is null || !asked.SaysTheSameAs(judgement.Session.Claims))
            {
                asked = judgement.Session.Claims;
                fresh = await AskAsync(judgement, policy, cancellationToken).ConfigureAwait(false);
            }

            if (fresh is null)
                return SessionRotation.Fail(SessionFailures.Refused);

            bool isChanged = !fresh.SaysTheSameAs(judgement.Session.Claims);
            if (isChanged)
                judgement = judgement.With(fresh);
            SessionRecord? next = Next(judgement, token, isChanged, renews, policy, now, out OpaqueToken current);
            if (next is null || await vault.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                return Answer(judgement, current, next);
            renews = false;
        }

        throw SessionFailures.Contended();
    }

    private async ValueTask<ClaimSet?> AskAsync(Judgement judgement, SessionPolicy policy, CancellationToken cancellationToken) =>
        application is { IsUsed: true }
            ? await application.AskAsync(new(judgement.Record, judgement.Session), policy.Principals, cancellationToken).ConfigureAwait(false)
            : judgement.Session.Claims;

    private SessionRotation Answer(in Judgement judgement, in OpaqueToken current, SessionRecord? written)
    {
        if (judgement.Verdict == SessionVerdict.Replaced)
            diagnostics.Replayed(judgement.Record.Id);
        return SessionRotation.To(current, written ?? judgement.Record, judgement.Session);
    }

    /// <summary>
    /// What a refresh writes: the rotation, unless the token was replaced a moment ago or is so young that it is handed
    /// back; then only changed claims, or that its client was heard of, so that one which only ever refreshes does not idle out.
    /// </summary>
    private static SessionRecord? Next(
        in Judgement judgement, in OpaqueToken token, bool isChanged, bool renews, SessionPolicy policy, DateTimeOffset now, out OpaqueToken current)
    {
        bool isReplaced = judgement.Verdict == SessionVerdict.Replaced;
        if (!isReplaced && !policy.IsInsideReuseWindow(judgement.Session.BornAt, now))
            return SessionChange.Rotate(judgement, token, policy, now, out current);

        current = isReplaced ? judgement.Successor : token;
        bool isRenewed = !isReplaced && renews && policy.IsRenewalDue(judgement.Session, now);
        return isChanged || isRenewed ? SessionChange.Renew(judgement, policy, now) : null;
    }
}
