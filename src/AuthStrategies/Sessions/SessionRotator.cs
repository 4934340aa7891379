using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>
/// Exchanges a session's token for its successor, once per reuse window for any number of callers, and detects reuse. Thread-safe.
/// </summary>
/// <remarks>
/// If the window is off, a replaced token counts as reused immediately: one of several parallel refreshes succeeds, and the
/// next one ends the session, including the new token. Use this setting only for clients that never refresh in parallel.
/// </remarks>
internal sealed class SessionRotator(SessionStoreClient client, TimeProvider time, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
{
    private readonly SessionReader _reader = new(diagnostics.Logger);
    private readonly SessionRevoker _revoker = new(client, diagnostics);

    /// <param name="token">The presented token.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="make">Creates the client's credential. Called before the write: its exception is passed on, and nothing was changed.</param>
    /// <param name="now">When it was presented. Every check uses this time, even if the application takes long.</param>
    /// <param name="cancellationToken">Cancels the call before or after the write.</param>
    public async ValueTask<RefreshResult> RefreshAsync(
        OpaqueToken token, SessionPolicy policy, CredentialMaker make, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ClaimSet? asked = null;
        ClaimSet? fresh = null;
        DateTimeOffset answeredAt = now;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            SessionRecord? record = await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false);
            var check = SessionCheck.Of(record, token, policy, now, _reader);
            switch (check.Status)
            {
                case SessionStatus.Unknown:
                    return RefreshResult.Fail(SessionFailures.Unknown);

                case SessionStatus.Expired:
                    return RefreshResult.Fail(SessionFailures.Expired(check.Record));

                case SessionStatus.Reused:
                    if (await _revoker.TryEndReusedAsync(check.Record).ConfigureAwait(false))
                        return RefreshResult.Fail(SessionFailures.Reused);
                    continue;
            }

            // Asked once, unless the session has received other claims since: an answer about the old claims must not overwrite them.
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

    /// <summary>The application's answer and its time. This is the only step of a call that may take longer than a reuse window.</summary>
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
    /// The record that a refresh writes: the rotation, unless the token was just replaced or is so young that it is
    /// returned unchanged. Then only changed claims or the activity, so that a client that only refreshes does not time out.
    /// </summary>
    private static SessionRecord? Next(
        in SessionCheck check, in OpaqueToken token, bool isChanged, int attempt, SessionPolicy policy, DateTimeOffset now, DateTimeOffset answeredAt, out OpaqueToken current)
    {
        bool isPrevious = check.Status == SessionStatus.Previous;
        // The successor's reuse window begins when it is written, so that a slow application does not use it up.
        if (!isPrevious && !policy.IsInsideReuseWindow(check.Session.BornAt, now))
            return SessionWriter.Rotate(check, token, policy, answeredAt, out current);

        current = isPrevious ? check.Successor : token;
        bool writesClaims = isChanged && attempt < SessionLimits.ClaimAttempts;
        bool isRenewed = !isPrevious && attempt == 0 && policy.IsRenewalDue(check.Session, now);
        return writesClaims || isRenewed ? SessionWriter.Renew(check.Record, check.Session, policy, now) : null;
    }

    private RefreshResult Success(in SessionCheck check, IssuedCredential credential, SessionPolicy policy)
    {
        if (check.Status == SessionStatus.Previous)
            diagnostics.Replayed(check.Record.Id);
        return RefreshResult.Success(credential, policy.Principals.Create(check.Session.Claims));
    }
}
