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
internal sealed class SessionRotator(SessionVault vault, StrategyDiagnostics diagnostics)
{
    public async ValueTask<SessionRotation> RotateAsync(OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool renews = true;
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

                case SessionVerdict.Replaced:
                    diagnostics.Replayed(judgement.Record.Id);
                    return SessionRotation.To(judgement.Successor, judgement.Record, judgement.Session);

                case SessionVerdict.Stolen:
                    if (await vault.TryEndStolenAsync(judgement.Record, diagnostics).ConfigureAwait(false))
                        return SessionRotation.Fail(SessionFailures.Reused);
                    break;

                default:
                    SessionRecord? next = Next(judgement, token, renews, policy, now, out OpaqueToken current);
                    if (next is null)
                        return SessionRotation.To(token, judgement.Record, judgement.Session);
                    if (await vault.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                        return SessionRotation.To(current, next, judgement.Session);
                    renews = false;
                    break;
            }
        }

        throw SessionFailures.Contended();
    }

    /// <summary>
    /// What a refresh by the current token writes: the rotation, unless the token is so young that it is handed back; then
    /// at the most that its client was heard of, so that a client which only ever refreshes does not idle out.
    /// </summary>
    private static SessionRecord? Next(
        in Judgement judgement, in OpaqueToken token, bool renews, SessionPolicy policy, DateTimeOffset now, out OpaqueToken current)
    {
        // An application's say at refresh (fresh claims, or no) belongs here, before the rotation is written.
        if (!policy.IsInsideReuseWindow(judgement.Session.BornAt, now))
            return SessionChange.Rotate(judgement, token, policy, now, out current);

        current = token;
        return renews && policy.IsRenewalDue(judgement.Session, now) ? SessionChange.Renew(judgement, policy, now) : null;
    }
}
