using System.Runtime.CompilerServices;
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Sessions;

/// <summary>Recognises session tokens. Straight to the answer when the store answers at once and nothing needs writing. Thread-safe.</summary>
internal sealed class SessionAuthenticator(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    public ValueTask<AuthResult> AuthenticateAsync(string credential, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!PresentedToken.TryRead(credential, policy.Recognized, out PresentedToken presented))
            return new(AuthResult.None);

        if (client.FindCached(presented.Token.Id, cancellationToken) is { } cached && TryAccept(cached, presented, policy, now, out AuthResult accepted))
            return new(accepted);

        ValueTask<SessionRecord?> find = client.FindAsync(presented.Token.Id, cancellationToken);
        return find.IsCompletedSuccessfully
            ? Check(find.Result, presented, policy, now, cancellationToken)
            : CheckLaterAsync(find, presented, policy, now, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AuthResult> CheckLaterAsync(
        ValueTask<SessionRecord?> find, PresentedToken presented, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Check(await find.ConfigureAwait(false), presented, policy, now, cancellationToken).ConfigureAwait(false);

    private ValueTask<AuthResult> Check(SessionRecord? record, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SessionCheck check = Look(record, presented, policy, now, out bool isKnown);
        if (!IsAnswer(check, policy, now))
        {
            diagnostics.Recognized(isKnown);
            return ResolveAsync(new(record), presented.Token, policy, now, cancellationToken);
        }

        Remember(check, presented, isKnown, policy);
        return new(Answer(check, policy));
    }

    /// <summary>
    /// A copy may be out of date, so it says yes to a current token with nothing to write, or nothing at all: what looks expired,
    /// replaced or stolen by a copy may be good by the record.
    /// </summary>
    private bool TryAccept(SessionRecord cached, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out AuthResult accepted)
    {
        accepted = default;
        SessionCheck check = Look(cached, presented, policy, now, out bool isKnown);
        if (check.Status != SessionStatus.Current || policy.IsRenewalDue(check.Session, now))
            return false;

        Remember(check, presented, isKnown, policy);
        accepted = Success(check, cached, policy, renewed: null);
        return true;
    }

    private SessionCheck Look(SessionRecord? record, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out bool isKnown)
    {
        isKnown = presented.IsKnownOn(record);
        return isKnown ? SessionCheck.OfKnown(record!, presented.Known!.Facts, now) : SessionCheck.Of(record, presented.Token, policy, now, client);
    }

    private void Remember(in SessionCheck check, in PresentedToken presented, bool isKnown, SessionPolicy policy)
    {
        diagnostics.Recognized(isKnown);
        if (!isKnown && check.Status == SessionStatus.Current && policy.Recognized.IsOn)
            policy.Recognized.Add(presented.Token.Text, presented.Hash, new(presented.Token, check.Record, check.Session));
    }

    private async ValueTask<AuthResult> ResolveAsync(
        ValueTask<SessionRecord?> find, OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool renews = true;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var check = SessionCheck.Of(await find.ConfigureAwait(false), token, policy, now, client);
            if (check.Status == SessionStatus.Stolen)
            {
                if (await client.TryEndStolenAsync(check.Record, diagnostics).ConfigureAwait(false))
                    return AuthResult.Fail(SessionFailures.Reused);
            }
            else if (renews && !IsAnswer(check, policy, now))
            {
                // A lost renewal is not tried again: whoever won it moved the idle end, or the session is gone.
                renews = false;
                SessionRecord renewed = SessionChange.Renew(check.Record, check.Session, policy, now);
                if (await client.TryReplaceAsync(renewed, cancellationToken).ConfigureAwait(false))
                    return Renewed(check, renewed, token, policy);
            }
            else
            {
                return Answer(check, policy);
            }

            find = client.FindAsync(token.Id, cancellationToken);
        }

        throw SessionFailures.Contended();
    }

    private static bool IsAnswer(in SessionCheck check, SessionPolicy policy, DateTimeOffset now) => check.Status switch
    {
        SessionStatus.Stolen => false,
        SessionStatus.Current => !policy.IsRenewalDue(check.Session, now),
        _ => true,
    };

    private AuthResult Answer(in SessionCheck check, SessionPolicy policy)
    {
        switch (check.Status)
        {
            case SessionStatus.Current:
                return Success(check, check.Record, policy, renewed: null);
            case SessionStatus.Replaced:
                diagnostics.Replayed(check.Record.Id);
                return Success(check, check.Record, policy, SessionCredential.Of(check.Successor, check.Record, check.Session));
            case SessionStatus.Expired:
                return AuthResult.Fail(SessionFailures.Expired(check.Record));
            default:
                return AuthResult.Fail(SessionFailures.Unknown);
        }
    }

    private static AuthResult Renewed(in SessionCheck check, SessionRecord renewed, in OpaqueToken token, SessionPolicy policy)
    {
        // At its absolute end a session is seen, but not prolonged: nothing changes for the client.
        bool isLater = renewed.ExpiresAt > check.Record.ExpiresAt;
        return Success(check, renewed, policy, isLater ? SessionCredential.Of(token, renewed, check.Session) : null);
    }

    private static AuthResult Success(in SessionCheck check, SessionRecord record, SessionPolicy policy, IssuedCredential? renewed) =>
        AuthResult.Success(policy.Principals.Create(check.Session.Claims), record.ExpiresAt, record.Id, check.Session.AuthenticatedAt, renewed, check.Session.Persistent);
}
