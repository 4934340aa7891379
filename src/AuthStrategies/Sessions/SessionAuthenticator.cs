using System.Runtime.CompilerServices;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Authenticates session tokens. Synchronous if the store answers synchronously and nothing must be written. Thread-safe.</summary>
internal sealed class SessionAuthenticator(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger);
    private readonly SessionRevoker _revoker = new(client, diagnostics);

    public ValueTask<AuthResult> AuthenticateAsync(string credential, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!PresentedToken.TryRead(credential, policy.CredentialCache, out PresentedToken presented))
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
        SessionCheck check = CheckRecord(record, presented, policy, now, out bool isCached);
        if (!IsAnswer(check, policy, now))
        {
            diagnostics.CredentialLookedUp(isCached);
            return ResolveAsync(new(record), presented.Token, policy, now, cancellationToken);
        }

        Cache(check, presented, isCached, policy);
        return new(Answer(check, policy));
    }

    /// <summary>
    /// A cached record may be out of date. It is only used to accept a current token without a write. A token that is
    /// expired, previous or reused by the cached record may be current by the stored record.
    /// </summary>
    private bool TryAccept(SessionRecord cached, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out AuthResult accepted)
    {
        accepted = default;
        SessionCheck check = CheckRecord(cached, presented, policy, now, out bool isCached);
        if (check.Status != SessionStatus.Current || policy.IsRenewalDue(check.Session, now))
            return false;

        Cache(check, presented, isCached, policy);
        accepted = Success(check, policy, check.Facts!);
        return true;
    }

    private SessionCheck CheckRecord(SessionRecord? record, in PresentedToken presented, SessionPolicy policy, DateTimeOffset now, out bool isCached)
    {
        isCached = presented.IsCachedFor(record);
        return isCached ? SessionCheck.OfCached(record!, presented.Cached!.Facts, now) : SessionCheck.Of(record, presented.Token, policy, now, _reader);
    }

    private void Cache(in SessionCheck check, in PresentedToken presented, bool isCached, SessionPolicy policy)
    {
        diagnostics.CredentialLookedUp(isCached);
        if (!isCached && check.Status == SessionStatus.Current && policy.CredentialCache.IsOn)
            policy.CredentialCache.Add(presented.Token.Text, presented.Hash, new(presented.Token, check.Record, check.Session, check.Facts!));
    }

    private async ValueTask<AuthResult> ResolveAsync(
        ValueTask<SessionRecord?> find, OpaqueToken token, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool renews = true;
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var check = SessionCheck.Of(await find.ConfigureAwait(false), token, policy, now, _reader);
            if (check.Status == SessionStatus.Reused)
            {
                if (await _revoker.TryEndReusedAsync(check.Record).ConfigureAwait(false))
                    return AuthResult.Fail(SessionFailures.Reused);
            }
            else if (renews && !IsAnswer(check, policy, now))
            {
                // A lost renewal is not repeated: the other write moved the idle end, or the session has ended.
                renews = false;
                SessionRecord renewed = SessionWriter.Renew(check.Record, check.Session, policy, now);
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
        SessionStatus.Reused => false,
        SessionStatus.Current => !policy.IsRenewalDue(check.Session, now),
        _ => true,
    };

    private AuthResult Answer(in SessionCheck check, SessionPolicy policy)
    {
        switch (check.Status)
        {
            case SessionStatus.Current:
                return Success(check, policy, check.Facts!);
            case SessionStatus.Previous:
                diagnostics.Replayed(check.Record.Id);
                return Success(check, policy, SessionCheck.FactsOf(check.Record, check.Session, SessionCredential.Of(check.Successor, check.Record, check.Session)));
            case SessionStatus.Expired:
                return AuthResult.Fail(SessionFailures.Expired(check.Record));
            default:
                return AuthResult.Fail(SessionFailures.Unknown);
        }
    }

    private static AuthResult Renewed(in SessionCheck check, SessionRecord renewed, in OpaqueToken token, SessionPolicy policy)
    {
        // Near its absolute end a session is renewed but not extended: nothing changes for the client.
        bool isLater = renewed.ExpiresAt > check.Record.ExpiresAt;
        return Success(check, policy, SessionCheck.FactsOf(renewed, check.Session, isLater ? SessionCredential.Of(token, renewed, check.Session) : null));
    }

    private static AuthResult Success(in SessionCheck check, SessionPolicy policy, AuthResultFacts facts) =>
        AuthResult.Success(policy.Principals.Create(check.Session.Claims), facts);
}
