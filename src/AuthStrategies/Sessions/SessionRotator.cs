using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Replaces a session's token by its successor as <see cref="RotationTable"/> decides, at refresh and at headers. Thread-safe.</summary>
/// <remarks>Each write is one compare-and-swap. When it is lost, the record is read and decided about again.</remarks>
internal sealed class SessionRotator(SessionStoreClient client, TimeProvider time, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SessionRevoker _revoker = new(client, diagnostics);
    private readonly SessionEnds _ends = new(client, diagnostics.Logger);
    private readonly SubjectCheck _subjects = new(client, diagnostics.Logger);

    /// <param name="token">The presented token.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="terms">The caller's choices.</param>
    /// <param name="make">Makes what the client is handed. Called before the write: what it throws is thrown, and nothing was changed.</param>
    /// <param name="now">When it was presented; every check uses this time, however long the application takes.</param>
    /// <param name="cancellationToken">Cancels before or after the write.</param>
    public async ValueTask<RefreshResult> RefreshAsync(
        OpaqueToken token, SessionPolicy policy, RefreshTerms terms, CredentialMaker make, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        ClaimSet? asked = null;
        ClaimSet? fresh = null;
        DateTimeOffset answeredAt = now;
        bool hasLostActivity = false;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            SessionRecord? record = await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false);
            token = terms.Choose(record, token, policy, _reader);
            var check = SessionCheck.Of(record, token, policy, now, _reader);
            if (check.IsGone)
                return RefreshResult.Fail(SessionFailures.Ended(SessionFailures.Unknown, await _ends.FindAsync(terms.OfSession(token), policy, cancellationToken).ConfigureAwait(false)));
            if (check.Status != SessionStatus.Live)
                return RefreshResult.Fail(check.Failure);
            // Before the rules of rotation: who has no key or no device can end no session.
            if ((FormerExtension.RefusalOf(check, token, terms.Client) ?? KeyBinding.RefusalOf(check.Session.KeyThumbprint, terms.KeyThumbprint) ?? BoundDevice.RefusalOf(check.Session, check.Record.Id, terms.Client, now)) is { } unproved)
                return RefreshResult.Fail(unproved);
            if (!await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false))
                return RefreshResult.Fail(SessionFailures.OtherGeneration(check));

            // Once, before the first write: of two requests with one proof, one changes nothing.
            if (attempt == 0 && terms.UseProof is { } use && !await use(cancellationToken).ConfigureAwait(false))
                return RefreshResult.Fail(KeyBinding.ProofUsed);

            if (terms.IsAtHeaders && !check.IsStillAccepted(policy, now))
                return RefreshResult.None;

            RotationVerb verb = terms.IsAtHeaders ? RotationVerb.AtHeaders : RotationVerb.Refresh;
            RotationDecision decision = check.Decide(verb, terms.Transport, policy, now);
            if (decision.Write == RotationWrite.End)
            {
                if (await _revoker.TryEndReusedAsync(check.Record, terms.Client).ConfigureAwait(false))
                    return RefreshResult.Fail(SessionFailures.ReusedBy(check, now));
                continue;
            }

            if (await _subjects.CheckAsync(check.Record, check.Session, cancellationToken).ConfigureAwait(false) is not { } session)
                return RefreshResult.Fail(SessionFailures.OtherSubjectGeneration(check));

            check = check.With(session);
            // Asked once, unless the session has got other claims since: an answer about the old claims must not overwrite them.
            if (asked is null || !policy.Principals.AreEqual(asked, check.Session.Claims))
            {
                asked = check.Session.Claims;
                (fresh, answeredAt) = await AskAsync(check, terms, policy, now, cancellationToken).ConfigureAwait(false);
            }

            if (fresh is null)
                return RefreshResult.Fail(SessionFailures.Refused);

            bool hasNewClaims = !policy.Principals.AreEqual(fresh, asked);
            bool isChanged = hasNewClaims && attempt < SessionLimits.ClaimAttempts;
            check = check.With(fresh);
            if (terms.ChangeItems is { } change && ItemsChange.Apply(check.Session, token, change, "options") is { } changed)
                (check, isChanged) = (check.With(changed), true);
            if (terms.Refusal?.Invoke(Branched(check.Session, decision)) is { } refusal)
                return RefreshResult.Fail(refusal);

            SessionRecord? next = Next(check, decision, token, isChanged, hasLostActivity, terms, policy, now, answeredAt, out OpaqueToken handed);
            if (decision.Answer == RotationAnswer.HandCurrent && !check.TryDeriveCurrent(token, _reader, out handed))
                return RefreshResult.Fail(SessionFailures.Unknown);

            IssuedCredential? credential = handed.IsNone && policy.Kind == SessionKind.Session ? null : make(handed, next ?? check.Record, Branched(check.Session, decision), answeredAt);
            if (credential is not null && !terms.CanCarry(credential))
                return RefreshResult.None;
            if (next is null || await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                return Success(check, decision, credential, hasNewClaims && next is not null, terms, policy);

            // A lost first use or renewal is not tried again: the write that won it is later.
            hasLostActivity |= decision.Write is RotationWrite.None or RotationWrite.MarkUsed;
        }

        throw SessionFailures.Contended();
    }

    /// <summary>Decides about a cookie whose response headers are about to be sent.</summary>
    /// <returns>What this response hands out, or <see langword="null"/>.</returns>
    public async ValueTask<IssuedCredential?> RotateAtHeadersAsync(
        OpaqueToken token, SessionPolicy policy, Func<IssuedCredential, bool>? canDeliver, IClientFactsSource? caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var check = SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy, now, _reader);
            if (check.Status != SessionStatus.Live || check.Session.KeyThumbprint is not null || (FormerExtension.RefusalOf(check, token, caller) ?? BoundDevice.RefusalOf(check.Session, check.Record.Id, caller, now)) is not null || !await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false))
                return null;

            RotationDecision decision = check.Decide(RotationVerb.AtHeaders, RotationTransport.Cookie, policy, now);
            if (decision.MakesSuccessor)
            {
                if (await _subjects.CheckAsync(check.Record, check.Session, cancellationToken).ConfigureAwait(false) is not { } session)
                    return null;
                check = check.With(session);
            }

            SessionRecord? next = null;
            OpaqueToken handed = default;
            if (decision.MakesSuccessor)
                next = SessionWriter.Change(decision.Write, check, token, policy, now, caller, out handed);
            else if (decision.Answer != RotationAnswer.HandCurrent || !check.TryDeriveCurrent(token, _reader, out handed))
                return null;

            IssuedCredential credential = SessionCredential.Of(handed, next ?? check.Record, check.Session);
            if (canDeliver is not null && !canDeliver(credential))
                return null;
            if (next is not null && !await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                continue;

            diagnostics.Changed(decision.Write, check.Record, caller);
            return credential;
        }

        throw SessionFailures.Contended();
    }

    /// <summary>The token's credential, if it is the current one of a live session.</summary>
    public async ValueTask<IssuedCredential?> FindCurrentAsync(OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var check = SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy, now, _reader);
        bool isCurrent = check is { Status: SessionStatus.Live, Presented: PresentedSecret.Current }
            && await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false);
        return isCurrent ? SessionCredential.Of(token, check.Record, check.Session) : null;
    }

    /// <summary>Whether the token names a live session of the strategy. Its secret is not checked.</summary>
    public async ValueTask<bool> IsLiveAsync(OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken) =>
        SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy, now, _reader).Status == SessionStatus.Live;

    /// <summary>The session as a credential must describe it: what is handed out by a branch does not prove a login either.</summary>
    private static SessionPayload Branched(SessionPayload session, RotationDecision decision) =>
        decision.Write == RotationWrite.Branch ? session with { Rotation = session.Rotation with { HasBranched = true } } : session;

    /// <summary>The application's answer and its time. This is the only step of a call that may take longer than a reuse window.</summary>
    private async ValueTask<(ClaimSet? Claims, DateTimeOffset At)> AskAsync(
        SessionCheck check, RefreshTerms terms, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (terms.Claims is { } given)
            return (Given(check, given, policy), now);
        if (application is not { IsUsed: true })
            return (check.Session.Claims, now);

        LiveSession session = new(check.Record, check.Session);
        ClaimSet? claims = await application.AskAsync(session, policy.Principals, diagnostics, cancellationToken).ConfigureAwait(false);
        DateTimeOffset answeredAt = time.GetUtcNow();
        return (claims, answeredAt > now ? answeredAt : now);
    }

    private static ClaimSet Given(in SessionCheck check, ClaimSet given, SessionPolicy policy)
    {
#pragma warning disable CA2208 // The parameter is the public caller's: RefreshAsync calls it "options".
        if (!string.Equals(given.Subject, check.Record.Subject, StringComparison.Ordinal))
            throw new ArgumentException("RefreshOptions.Principal has another subject than the session. A session never changes its subject: issue a new one.", "options");
#pragma warning restore CA2208
        if (policy.Principals.AreEqual(given, check.Session.Claims))
            return check.Session.Claims;

        SessionWriter.CheckSize(check.Session.With(given));
        return given;
    }

    /// <summary>
    /// The record that a refresh writes: what the rules say, or else only changed claims or the activity, so that a client that
    /// only refreshes does not idle out.
    /// </summary>
    private static SessionRecord? Next(
        in SessionCheck check,
        RotationDecision decision,
        in OpaqueToken token,
        bool writesClaims,
        bool hasLostActivity,
        in RefreshTerms terms,
        SessionPolicy policy,
        DateTimeOffset now,
        DateTimeOffset answeredAt,
        out OpaqueToken handed)
    {
        handed = decision.Answer == RotationAnswer.SameToken ? token : default;
        switch (decision.Write)
        {
            case RotationWrite.None:
                bool isDue = !hasLostActivity && policy.IsRenewalDue(check.Session, now);
                return writesClaims || isDue ? SessionWriter.Renew(check.Record, check.Session, policy, now, terms.Client) : null;
            case RotationWrite.MarkUsed when hasLostActivity && !writesClaims:
                return null;
            case RotationWrite.MarkUsed or RotationWrite.Win:
                return SessionWriter.Change(decision.Write, check, token, policy, now, terms.Client, out _);
            default:
                // The successor's reuse window begins when it is written: a slow application must not use it up.
                return SessionWriter.Change(decision.Write, check, token, policy, answeredAt, terms.Client, out handed);
        }
    }

    private RefreshResult Success(in SessionCheck check, RotationDecision decision, IssuedCredential? credential, bool hasNewClaims, in RefreshTerms terms, SessionPolicy policy)
    {
        diagnostics.Changed(decision.Write, check.Record, terms.Client);
        if (hasNewClaims)
            diagnostics.ClaimsReplaced(check.Record, terms.Client);
        if (decision.Answer == RotationAnswer.Unchanged && !terms.IsAtHeaders)
            diagnostics.Replayed(check.Record, terms.Client);
        var principal = policy.Principals.Create(check.Session.Claims);
        return credential is null ? RefreshResult.Unchanged(principal) : RefreshResult.Success(credential, principal);
    }
}
