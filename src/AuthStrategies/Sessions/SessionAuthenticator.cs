using System.Diagnostics;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

// Past 250 lines, because the fast path and the full one check the same things in the same order and are read side by side.
/// <summary>Authenticates session tokens. Synchronous if the store answers synchronously and nothing must be written. Thread-safe.</summary>
internal sealed partial class SessionAuthenticator(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SessionRevoker _revoker = new(client, diagnostics);
    private readonly SessionEnds _ends = new(client, diagnostics.Logger);
    private readonly SubjectCheck _subjects = new(client, diagnostics.Logger);
    private StrategyGeneration? _generation;

    /// <summary>Whether the store is in memory, so that <see cref="AuthenticateInMemory"/> is to be called.</summary>
    public bool IsInMemory { get; } = client.IsInMemory;

    /// <summary>Authenticates by a store in memory. The caller reports the result.</summary>
    public ValueTask<AuthResult> AuthenticateInMemory(string credential, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!PresentedToken.TryRead(credential, policy.CredentialCache, out PresentedToken presented))
            return new(AuthResult.None);

        ValueTask<SessionRecord?> find = client.FindAsync(presented.Token.Id, cancellationToken);
        return find.IsCompletedSuccessfully
            ? Check(find.Result, presented, terms, policy, now, TimeSpan.Zero, cancellationToken)
            : ThrowAsync(find);
    }

    // Memory answers at once, or not at all: then the call was refused or cancelled, or its options are wrong.
    private static async ValueTask<AuthResult> ThrowAsync(ValueTask<SessionRecord?> find)
    {
        await find.ConfigureAwait(false);
        throw new UnreachableException("The session store in memory answered later.");
    }

    /// <summary>Authenticates the highest of several tokens of one session, from one read. The others change nothing.</summary>
    public async ValueTask<CookieCopyResult> AuthenticateCopiesAsync(
        OpaqueToken[] copies, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        SessionRecord? record = await client.FindAsync(copies[0].Id, cancellationToken).ConfigureAwait(false);
        OpaqueToken token = CopyRanking.Highest(record, copies, policy, _reader);
        return new(await ResolveAsync(new(record), token, terms, policy, now, TimeSpan.Zero, cancellationToken, copies).ConfigureAwait(false), token.Text);
    }

    private ValueTask<AuthResult> Check(
        SessionRecord? record, in PresentedToken presented, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, TimeSpan waited, CancellationToken cancellationToken)
    {
        SessionCheck check = CheckRecord(record, presented, policy, now, out bool isCached);
        if (check.Status != SessionStatus.Live)
        {
            diagnostics.CredentialLookedUp(isCached);
            return record is null ? RefuseAsync(presented.Token, policy, waited, cancellationToken) : new(AuthResult.Fail(check.Failure));
        }

        if (RefusalOf(check, presented.Token, terms, now) is { } refusal)
        {
            diagnostics.CredentialLookedUp(isCached);
            return new(AuthResult.Fail(refusal));
        }

        RotationDecision decision = check.Decide(RotationVerb.Authenticate, terms.Transport, policy, now);
        if (decision.Write == RotationWrite.None && !terms.IsRenewalDue(policy, check.Session, now))
            return IsKnownCurrent(check.Session, policy, now)
                ? AcceptAsync(check, decision, presented, isCached, terms, policy, cancellationToken)
                : AcceptIfCurrentAsync(check, decision, presented, isCached, terms, policy, now, waited, cancellationToken);

        diagnostics.CredentialLookedUp(isCached);
        return ResolveAsync(new(record), presented.Token, terms, policy, now, waited, cancellationToken);
    }

    /// <summary>
    /// A cached record may be out of date. It is only used to accept a current token that was used before and is not due, without
    /// a write. Any other token may be something else by the stored record.
    /// </summary>
    private bool TryAccept(
        SessionRecord cached, in PresentedToken presented, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, out ValueTask<AuthResult> accepted, CancellationToken cancellationToken)
    {
        accepted = default;
        SessionCheck check = CheckRecord(cached, presented, policy, now, out bool isCached);
        if (check.Status != SessionStatus.Live || check.Presented != PresentedSecret.Current || terms.IsRenewalDue(policy, check.Session, now))
            return false;
        if (RefusalOf(check, presented.Token, terms, now) is not null)
            return false;

        RotationDecision decision = check.Decide(RotationVerb.Authenticate, terms.Transport, policy, now);
        if (decision != new RotationDecision(RotationAnswer.Accept) || !IsKnownCurrent(check.Session, policy, now))
            return false;

        accepted = AcceptAsync(check, decision, presented, isCached, terms, policy, cancellationToken);
        return true;
    }

    private async ValueTask<AuthResult> AcceptIfCurrentAsync(
        SessionCheck check, RotationDecision decision, PresentedToken presented, bool isCached, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, TimeSpan waited, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin(waited);
        if (await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false))
            return await AcceptAsync(check, decision, presented, isCached, terms, policy, cancellationToken).ConfigureAwait(false);

        diagnostics.CredentialLookedUp(isCached);
        return AuthResult.Fail(SessionFailures.OtherGeneration(check));
    }

    /// <summary>There is no such session. One more look-up, only here, tells its client why.</summary>
    private ValueTask<AuthResult> RefuseAsync(OpaqueToken token, SessionPolicy policy, TimeSpan waited, CancellationToken cancellationToken)
    {
        if (waited > TimeSpan.Zero)
            return RefuseLaterAsync(token, policy, waited, cancellationToken);

        // Nothing was waited for, so this one look-up is the whole operation.
        ValueTask<SessionEnd?> find = _ends.FindAsync(token, policy, cancellationToken);
        return find.IsCompletedSuccessfully ? new(Refuse(find.Result)) : RefuseLaterAsync(find);
    }

    private async ValueTask<AuthResult> RefuseLaterAsync(OpaqueToken token, SessionPolicy policy, TimeSpan waited, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin(waited);
        return Refuse(await _ends.FindAsync(token, policy, cancellationToken).ConfigureAwait(false));
    }

    private static async ValueTask<AuthResult> RefuseLaterAsync(ValueTask<SessionEnd?> find) => Refuse(await find.ConfigureAwait(false));

    private static AuthResult Refuse(SessionEnd? end) => AuthResult.Fail(SessionFailures.Ended(SessionFailures.Unknown, end));

    private static AuthFailure? RefusalOf(in SessionCheck check, in OpaqueToken token, in AuthenticateTerms terms, DateTimeOffset now) =>
        FormerExtension.RefusalOf(check, token, terms.Client) ?? KeyBinding.RefusalOf(check.Session.KeyThumbprint, terms.KeyThumbprint) ?? BoundDevice.RefusalOf(check.Session, check.Record.Id, terms.Client, now);

    private bool IsKnownCurrent(SessionPayload session, SessionPolicy policy, DateTimeOffset now)
    {
        StrategyGeneration? generation = _generation;
        if (generation is null || !ReferenceEquals(generation.Strategy, policy.Strategy))
            _generation = generation = client.Generations.Of(policy.Strategy);
        return generation.IsKnownCurrent(session.Generation, now);
    }

    private SessionCheck CheckRecord(SessionRecord? record, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out bool isCached)
    {
        isCached = presented.IsCachedFor(record, now);
        return isCached ? SessionCheck.OfCached(record!, presented.Cached!.Facts, now) : SessionCheck.Of(record, presented.Token, policy, now, _reader);
    }

    /// <summary>Accepts, after the proof of the request: nothing is reported of a request that is refused for it.</summary>
    private ValueTask<AuthResult> AcceptAsync(
        in SessionCheck check, RotationDecision decision, in PresentedToken presented, bool isCached, AuthenticateTerms terms, SessionPolicy policy, CancellationToken cancellationToken)
    {
        if (terms.UseProof is not { } use)
            return new(Accept(check, decision, presented, isCached, terms, policy));

        ValueTask<bool> used = use(cancellationToken);
        return used.IsCompletedSuccessfully
            ? new(used.Result ? Accept(check, decision, presented, isCached, terms, policy) : RefuseUsed(isCached))
            : AcceptLaterAsync(used, check, decision, presented, isCached, terms, policy);
    }

    private async ValueTask<AuthResult> AcceptLaterAsync(
        ValueTask<bool> used, SessionCheck check, RotationDecision decision, PresentedToken presented, bool isCached, AuthenticateTerms terms, SessionPolicy policy) =>
        await used.ConfigureAwait(false) ? Accept(check, decision, presented, isCached, terms, policy) : RefuseUsed(isCached);

    private AuthResult RefuseUsed(bool isCached)
    {
        diagnostics.CredentialLookedUp(isCached);
        return AuthResult.Fail(KeyBinding.ProofUsed);
    }

    private AuthResult Accept(in SessionCheck check, RotationDecision decision, in PresentedToken presented, bool isCached, AuthenticateTerms terms, SessionPolicy policy)
    {
        diagnostics.CredentialLookedUp(isCached);
        AuthResultFacts facts = check.Facts(presented.Token, IsDue(decision));
        if (check.Presented != PresentedSecret.Current)
            diagnostics.Replayed(check.Record, terms.Client);
        else if (policy.CredentialCache.IsOn && !ReferenceEquals(facts, check.CachedFacts))
            policy.CredentialCache.Add(presented.Token.Text, presented.Hash, new(presented.Token, check.Record, check.Session, facts));
        return Success(check.Session, facts, policy);
    }

    private async ValueTask<AuthResult> ResolveAsync(
        ValueTask<SessionRecord?> find,
        OpaqueToken token,
        AuthenticateTerms terms,
        SessionPolicy policy,
        DateTimeOffset now,
        TimeSpan waited,
        CancellationToken cancellationToken,
        OpaqueToken[]? copies = null)
    {
        using IDisposable? operation = SessionStoreOperation.Begin(waited);
        // A lost first use or renewal is not tried again: the write that won it is later, or the session has ended.
        bool mayWait = false;
        bool isProofUsed = terms.UseProof is null;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var check = SessionCheck.Of(await find.ConfigureAwait(false), token, policy, now, _reader);
            // Without the record no copy ranks before another: the first may be made up, and a later one the client's.
            if (check.IsGone && copies is not null)
                return Refuse(await _ends.FindAsync(copies, policy, cancellationToken).ConfigureAwait(false));
            if (check.IsGone)
                return await RefuseAsync(token, policy, waited, cancellationToken).ConfigureAwait(false);
            if (check.Status != SessionStatus.Live)
                return AuthResult.Fail(check.Failure);
            // Before the rules of rotation: who has no key or no device can end no session.
            if (RefusalOf(check, token, terms, now) is { } refusal)
                return AuthResult.Fail(refusal);
            if (!await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false))
                return AuthResult.Fail(SessionFailures.OtherGeneration(check));

            RotationDecision decision = check.Decide(RotationVerb.Authenticate, terms.Transport, policy, now);
            RotationWrite write = decision.Write;
            bool isActivity = write is RotationWrite.None or RotationWrite.MarkUsed;
            if (!isProofUsed && !await terms.UseProof!(cancellationToken).ConfigureAwait(false))
                return AuthResult.Fail(KeyBinding.ProofUsed);

            isProofUsed = true;

            if (write == RotationWrite.End)
            {
                if (await _revoker.TryEndReusedAsync(check.Record, terms.Client).ConfigureAwait(false))
                    return AuthResult.Fail(SessionFailures.ReusedBy(check, now));
            }
            else if (isActivity && (mayWait || (write == RotationWrite.None && !terms.IsRenewalDue(policy, check.Session, now))))
            {
                return Success(check.Session, check.Facts(token, IsDue(decision)), policy);
            }
            else
            {
                if (await _subjects.CheckAsync(check.Record, check.Session, cancellationToken).ConfigureAwait(false) is not { } session)
                    return AuthResult.Fail(SessionFailures.OtherSubjectGeneration(check));

                check = check.With(session);
                SessionRecord next = terms.Renews
                    ? SessionWriter.Change(write, check, token, policy, now, terms.Client, out _)
                    : SessionWriter.ChangeWithoutRenewal(write, check, token, policy, now);
                if (await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                    return Changed(check, decision, token, next, terms, policy);
                mayWait |= isActivity;
            }

            find = client.FindAsync(token.Id, cancellationToken);
        }

        throw SessionFailures.Contended();
    }

    private AuthResult Changed(in SessionCheck check, RotationDecision decision, in OpaqueToken token, SessionRecord next, AuthenticateTerms terms, SessionPolicy policy)
    {
        diagnostics.Changed(decision.Write, check.Record, terms.Client);
        SessionPayload session = _reader.Read(next, policy.Strategy)!;
        return Success(session, SessionCheck.FactsOf(next, session, token, IsDue(decision)), policy);
    }

    /// <summary>After a branch too, the response replaces a cookie: the branch's token is handed out at its headers.</summary>
    private static bool IsDue(RotationDecision decision) => decision.Answer == RotationAnswer.AcceptThenAtHeaders;

    private static AuthResult Success(SessionPayload session, AuthResultFacts facts, SessionPolicy policy) =>
        AuthResult.Success(policy.Principals.Create(session.Claims), facts);
}
