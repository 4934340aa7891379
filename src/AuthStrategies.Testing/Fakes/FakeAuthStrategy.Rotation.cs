using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Testing.Fakes;

namespace AuthStrategies.Testing;

/// <content>The fake decides about each credential as the real strategies do.</content>
public sealed partial class FakeAuthStrategy
{
    private RotationRules Rules => new() { ReuseWindow = ReuseWindow, LateRequestWindow = LateRequestWindow, RotateEvery = RotateEvery };

    bool ICookieRotation.RotatesCookies => RotateEvery > TimeSpan.Zero;

    ValueTask<AuthResult> ICookieRotation.AuthenticateCookieAsync(string credential, CancellationToken cancellationToken) =>
        new(AnswerTo(credential, AuthenticateTerms.Cookie, cancellationToken));

    ValueTask<IssuedCredential?> ICookieRotation.RotateAtHeadersAsync(string credential, Func<IssuedCredential, bool>? canDeliver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        lock (_sessions.Lock)
        {
            if (!IsOurs(credential) || Check(credential, now, out FakeSession? session, out int presented) is not null || session!.KeyThumbprint is not null)
                return default;

            RotationDecision decision = session!.Tokens.Decide(presented, RotationVerb.AtHeaders, RotationTransport.Cookie, Rules, now);
            if (session.Tokens.Handed(decision.Answer, presented) is not { } handed)
                return default;

            IssuedCredential next = CredentialOf(session, handed, session.ExpiresAt);
            if (canDeliver is not null && !canDeliver(next))
                return default;

            session.Tokens.Write(decision, presented, now);
            return new(next);
        }
    }

    ValueTask<AuthResult> ISenderConstraint.AuthenticateBoundAsync(string credential, string keyThumbprint, bool isActivity, Func<CancellationToken, ValueTask<bool>>? useProof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyThumbprint);
        var terms = AuthenticateTerms.OfKey(keyThumbprint, isActivity, useProof);
        return useProof is null || !IsBoundTo(credential, keyThumbprint) ? new(AnswerTo(credential, terms, cancellationToken)) : UseThenAsync();

        async ValueTask<AuthResult> UseThenAsync() =>
            await useProof(cancellationToken).ConfigureAwait(false) ? AnswerTo(credential, terms, cancellationToken) : AuthResult.Fail(KeyBinding.ProofUsed);
    }

    ValueTask<RefreshResult> ISenderConstraint.RefreshBoundAsync(string credential, string keyThumbprint, Func<CancellationToken, ValueTask<bool>>? useProof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyThumbprint);
        var terms = RefreshTerms.OfKey(keyThumbprint, useProof);
        return useProof is null || !IsBoundTo(credential, keyThumbprint) ? new(Exchange(credential, terms, cancellationToken)) : UseThenAsync();

        async ValueTask<RefreshResult> UseThenAsync() =>
            await useProof(cancellationToken).ConfigureAwait(false) ? Exchange(credential, terms, cancellationToken) : RefreshResult.Fail(KeyBinding.ProofUsed);
    }

    ValueTask<RefreshResult> ICookieRotation.RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Exchange(credential, RefreshTerms.Of(options), cancellationToken));
    }

    // A request with several values of one cookie is refused for a fake: it does not compare them.
    ValueTask<CookieCopyResult> IAuthenticationWithoutRenewal.AuthenticateWithoutRenewalAsync(string credential, IReadOnlyList<string> copies, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(copies);
        return new(new CookieCopyResult(AnswerTo(credential, AuthenticateTerms.WithoutRenewal, cancellationToken), credential));
    }

    /// <summary>Whether a credential is genuine and bound to a key, so that the proof of its request may be used.</summary>
    private bool IsBoundTo(string credential, string keyThumbprint)
    {
        ArgumentNullException.ThrowIfNull(credential);
        lock (_sessions.Lock)
            return IsOurs(credential) && Check(credential, _time.GetUtcNow(), out FakeSession? session, out _) is null && session!.KeyThumbprint == keyThumbprint;
    }

    private AuthResult AnswerTo(string credential, AuthenticateTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        lock (_sessions.Lock)
        {
            if (!IsOurs(credential))
                return AuthResult.None;
            if (Check(credential, now, out FakeSession? session, out int presented) is { } failure)
                return AuthResult.Fail(failure);
            if (KeyBinding.RefusalOf(session!.KeyThumbprint, terms.KeyThumbprint) is { } refusal)
                return AuthResult.Fail(refusal);

            RotationDecision decision = session!.Tokens.Decide(presented, RotationVerb.Authenticate, terms.Transport, Rules, now);
            if (decision.Write == RotationWrite.End)
                return AuthResult.Fail(EndReused(session));

            session.Tokens.Write(decision, presented, now);
            if (terms.Renews)
                session.LastSeenAt = now > session.LastSeenAt ? now : session.LastSeenAt;
            AuthResultFacts facts = new()
            {
                ExpiresAt = session.ExpiresAt,
                SessionId = session.Id,
                AuthenticatedAt = session.ProvedAt,
                Persistent = session.Persistent,
                Items = session.Items!,
                RotationDue = decision.Answer == RotationAnswer.AcceptThenAtHeaders,
            };
            return AuthResult.Success(Principals.Create(session.Claims), facts);
        }
    }

    private RefreshResult Exchange(string credential, RefreshTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        lock (_sessions.Lock)
        {
            if (!IsOurs(credential))
                return RefreshResult.None;
            if (Check(credential, now, out FakeSession? session, out int presented) is { } failure)
                return RefreshResult.Fail(failure);
            if (KeyBinding.RefusalOf(session!.KeyThumbprint, terms.KeyThumbprint) is { } refusal)
                return RefreshResult.Fail(refusal);

            RotationDecision decision = session!.Tokens.Decide(presented, RotationVerb.Refresh, terms.Transport, Rules, now);
            if (decision.Write == RotationWrite.End)
                return RefreshResult.Fail(EndReused(session));
            if (terms.Claims is { } claims && claims.Subject != session.Claims.Subject)
#pragma warning disable CA2208 // The parameter is the public caller's.
                throw new ArgumentException("RefreshOptions.Principal has another subject than the session.", "options");
#pragma warning restore CA2208

            DateTimeOffset expiresAt = Earlier(now + Lifetime, session.LatestEnd);
            IssuedCredential? handed = session.Tokens.Handed(decision.Answer, presented) is { } number ? CredentialOf(session, number, expiresAt) : null;
            if (handed is not null)
                terms.RequireDeliverable(handed);
            IReadOnlyDictionary<string, string?>? items = terms.ChangeItems is { } change ? Changed(session, change, "options") : session.Items;

            session.Tokens.Write(decision, presented, now);
            session.Claims = terms.Claims ?? session.Claims;
            session.Items = items;
            session.LastSeenAt = now > session.LastSeenAt ? now : session.LastSeenAt;
            session.ExpiresAt = expiresAt;
            ClaimsPrincipal principal = Principals.Create(session.Claims);
            return handed is null ? RefreshResult.Unchanged(principal) : RefreshResult.Success(handed, principal);
        }
    }

    // The lock is held while the caller's function runs, so no other call can change the items in between.
    private ItemsOutcome Update(string credential, Action<IDictionary<string, string?>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(change);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        lock (_sessions.Lock)
        {
            if (!IsOurs(credential) || Check(credential, now, out FakeSession? session, out int presented) is not null)
                return ItemsOutcome.NotFound;

            RotationDecision decision = session!.Tokens.Decide(presented, RotationVerb.Authenticate, RotationTransport.Bearer, Rules, now);
            if (KeyBinding.NeedsProof(session.KeyThumbprint, decision.Write))
                return ItemsOutcome.KeyProofRequired;
            if (decision.Write == RotationWrite.End)
            {
                EndReused(session);
                return ItemsOutcome.NotFound;
            }

            session.Items = Changed(session, change, nameof(change));
            session.Tokens.Write(decision, presented, now);
            return ItemsOutcome.Updated;
        }
    }

    private static Dictionary<string, string?>? Changed(FakeSession session, Action<IDictionary<string, string?>> change, string parameter)
    {
        Dictionary<string, string?> items = new(session.Items ?? new Dictionary<string, string?>(), StringComparer.Ordinal);
        change(items);
        return ItemsCheck.Copy(items, "The changed items", parameter);
    }

    private AuthFailure EndReused(FakeSession session)
    {
        SessionEnd end = new() { Reason = SessionEndReason.Safety, EndedBy = SessionEndedBy.SuspectedTheft, EndedAt = _time.GetUtcNow() };
        _sessions.Remove(session.Id, end);
        return new(Reused.Reason, Reused.Detail) { SessionEnd = end };
    }
}
