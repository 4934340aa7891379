using System.Runtime.CompilerServices;
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Sessions;

/// <summary>Recognises session tokens. Straight to the answer when the store answers at once and nothing needs writing. Thread-safe.</summary>
internal sealed class SessionAuthenticator(SessionVault vault, StrategyDiagnostics diagnostics)
{
    public ValueTask<AuthResult> AuthenticateAsync(string credential, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!PresentedToken.TryRead(credential, policy.Recognized, out PresentedToken presented))
            return new(AuthResult.None);

        if (vault.FindCopy(presented.Token.Id, cancellationToken) is { } copy && TryAccept(copy, presented, policy, now, out AuthResult accepted))
            return new(accepted);

        ValueTask<SessionRecord?> find = vault.FindAsync(presented.Token.Id, cancellationToken);
        return find.IsCompletedSuccessfully
            ? Judge(find.Result, presented, policy, now, cancellationToken)
            : JudgeLaterAsync(find, presented, policy, now, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AuthResult> JudgeLaterAsync(
        ValueTask<SessionRecord?> find, PresentedToken presented, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Judge(await find.ConfigureAwait(false), presented, policy, now, cancellationToken).ConfigureAwait(false);

    private ValueTask<AuthResult> Judge(SessionRecord? record, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Judgement judgement = Look(record, presented, policy, now, out bool isKnown);
        if (!IsAnswer(judgement, policy, now))
        {
            diagnostics.Recognized(isKnown);
            return SettleAsync(new(record), presented.Token, policy, now, cancellationToken);
        }

        Remember(judgement, presented, isKnown, policy);
        return new(Answer(judgement, policy));
    }

    /// <summary>
    /// A copy may be out of date, so it says yes to a current token with nothing to write, or nothing at all: what looks expired,
    /// replaced or stolen by a copy may be good by the record.
    /// </summary>
    private bool TryAccept(SessionRecord copy, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out AuthResult accepted)
    {
        accepted = default;
        Judgement judgement = Look(copy, presented, policy, now, out bool isKnown);
        if (judgement.Verdict != SessionVerdict.Current || policy.IsRenewalDue(judgement.Session, now))
            return false;

        Remember(judgement, presented, isKnown, policy);
        accepted = Success(judgement, copy, policy, renewed: null);
        return true;
    }

    private Judgement Look(SessionRecord? record, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out bool isKnown)
    {
        isKnown = presented.IsKnownOn(record);
        return isKnown ? Judgement.OfKnown(record!, presented.Known!.Facts, now) : Judgement.Of(record, presented.Token, policy, now, vault);
    }

    private void Remember(in Judgement judgement, in PresentedToken presented, bool isKnown, SessionPolicy policy)
    {
        diagnostics.Recognized(isKnown);
        if (!isKnown && judgement.Verdict == SessionVerdict.Current && policy.Recognized.IsOn)
            policy.Recognized.Add(presented.Token.Text, presented.Hash, new(presented.Token, judgement.Record, judgement.Session));
    }

    private async ValueTask<AuthResult> SettleAsync(
        ValueTask<SessionRecord?> find, OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool renews = true;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var judgement = Judgement.Of(await find.ConfigureAwait(false), token, policy, now, vault);
            if (judgement.Verdict == SessionVerdict.Stolen)
            {
                if (await vault.TryEndStolenAsync(judgement.Record, diagnostics).ConfigureAwait(false))
                    return AuthResult.Fail(SessionFailures.Reused);
            }
            else if (renews && !IsAnswer(judgement, policy, now))
            {
                // A lost renewal is not tried again: whoever won it moved the idle end, or the session is gone.
                renews = false;
                SessionRecord renewed = SessionChange.Renew(judgement.Record, judgement.Session, policy, now);
                if (await vault.TryReplaceAsync(renewed, cancellationToken).ConfigureAwait(false))
                    return Renewed(judgement, renewed, token, policy);
            }
            else
            {
                return Answer(judgement, policy);
            }

            find = vault.FindAsync(token.Id, cancellationToken);
        }

        throw SessionFailures.Contended();
    }

    private static bool IsAnswer(in Judgement judgement, SessionPolicy policy, DateTimeOffset now) => judgement.Verdict switch
    {
        SessionVerdict.Stolen => false,
        SessionVerdict.Current => !policy.IsRenewalDue(judgement.Session, now),
        _ => true,
    };

    private AuthResult Answer(in Judgement judgement, SessionPolicy policy)
    {
        switch (judgement.Verdict)
        {
            case SessionVerdict.Current:
                return Success(judgement, judgement.Record, policy, renewed: null);
            case SessionVerdict.Replaced:
                diagnostics.Replayed(judgement.Record.Id);
                return Success(judgement, judgement.Record, policy, SessionCredential.Of(judgement.Successor, judgement.Record, judgement.Session));
            case SessionVerdict.Expired:
                return AuthResult.Fail(SessionFailures.Expired(judgement.Record));
            default:
                return AuthResult.Fail(SessionFailures.Unknown);
        }
    }

    private static AuthResult Renewed(in Judgement judgement, SessionRecord renewed, in OpaqueToken token, SessionPolicy policy)
    {
        // At its absolute end a session is seen, but not prolonged: nothing changes for the client.
        bool isLater = renewed.ExpiresAt > judgement.Record.ExpiresAt;
        return Success(judgement, renewed, policy, isLater ? SessionCredential.Of(token, renewed, judgement.Session) : null);
    }

    private static AuthResult Success(in Judgement judgement, SessionRecord record, SessionPolicy policy, IssuedCredential? renewed) =>
        AuthResult.Success(policy.Principals.Create(judgement.Session.Claims), record.ExpiresAt, record.Id, judgement.Session.AuthenticatedAt, renewed, judgement.Session.Persistent);
}
