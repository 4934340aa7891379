using System.Diagnostics;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Exchanges a refresh token for the next one and a new access token. Thread-safe.</summary>
internal sealed class JwtRefresher(JwtKeyProvider keys, SessionStoreClient client, TimeProvider time, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
{
    private readonly SessionRotator _rotator = new(client, time, diagnostics, application);

    public async ValueTask<RefreshResult> RefreshAsync(string credential, JwtPolicy policy, RefreshTerms terms, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A text that is no refresh token needs no key.
        OpaqueToken token = default;
        bool isToken = policy.CanRefresh && OpaqueToken.TryParse(credential, out token);
        using IDisposable? operation = isToken ? SessionStoreOperation.Begin() : null;
        (CurrentKeys? current, JwtKeyStoreException? missing) = isToken ? await GetKeysAsync(token, policy, now, cancellationToken).ConfigureAwait(false) : default;
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Refresh);
        RefreshResult result = await ExchangeAsync(credential, policy, terms, current, missing, now, cancellationToken).ConfigureAwait(false);
        diagnostics.Refreshed(result, activity, terms.Client);
        return result;
    }

    /// <summary>The credential for the response to a request that a refresh token has authenticated; <see langword="null"/> if there is none.</summary>
    public async ValueTask<IssuedCredential?> RenewAtHeadersAsync(
        string credential, JwtPolicy policy, RefreshTerms terms, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!OpaqueToken.TryParse(credential, out _))
            return null;

        RefreshResult result = await RefreshAsync(credential, policy, terms, now, cancellationToken).ConfigureAwait(false);
        return result.Credential;
    }

    private async ValueTask<(CurrentKeys? Keys, JwtKeyStoreException? Missing)> GetKeysAsync(
        OpaqueToken token, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (keys.TryGet(policy.KeyPolicy, now, out CurrentKeys known))
            return (known, null);
        // Looked up before the wait, so that a token of another strategy does not wait for keys that it does not need.
        if (!await _rotator.IsLiveAsync(token, policy.Sessions, now, cancellationToken).ConfigureAwait(false))
            return default;

        try
        {
            return (await keys.GetAsync(policy.KeyPolicy, now, cancellationToken).ConfigureAwait(false), null);
        }
        catch (JwtKeyStoreException exception)
        {
            return (null, exception);
        }
    }

    private static JwtKeyStoreException Missing(JwtKeyStoreException? missing) =>
        missing is null ? new("The session was created at this moment, and no key to sign with was asked for. Refresh again.") : new(missing.Message, missing);

    private ValueTask<RefreshResult> ExchangeAsync(
        string credential, JwtPolicy policy, RefreshTerms terms, CurrentKeys? current, JwtKeyStoreException? missing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The issuer is not verified: it only chooses which strategy explains the refusal.
        if (CompactToken.IsCandidate(credential))
            return new(RefreshResult.Fail(UnverifiedIssuer.Read(credential, policy) is NamedIssuer.Other ? policy.Failures.WrongIssuer : policy.Failures.NothingToRefresh));
        if (!policy.CanRefresh || !OpaqueToken.TryParse(credential, out OpaqueToken token))
            return new(RefreshResult.None);

        if (policy.RequiredClaims.Length > 0)
            terms = terms with { Refusal = session => RequiredClaims.RefusalOf(session, policy) };
        return _rotator.RefreshAsync(token, policy.Sessions, terms, CreateCredential, now, cancellationToken);

        IssuedCredential CreateCredential(in OpaqueToken next, SessionRecord record, SessionPayload session, DateTimeOffset at)
        {
            // Without a key that may sign now this throws: the session is live, so it is not refused. A token of another strategy needs no key.
            CurrentKeys signing = current ?? throw Missing(missing);
            policy.RequireSigningKey(signing);
            try
            {
                return JwtCredential.OfSession(next, record, session, new(session.ProvedAt, policy.AccessTokenLifetime), terms: null, policy, signing, at);
            }
            catch (ArgumentException exception)
            {
                // Not the caller's argument: the claims come from the IPrincipalRefresher or ReplacePrincipalAsync, or MaxTokenLength is smaller now.
                throw new InvalidOperationException($"The session's claims no longer fit into an access token. {exception.Message}", exception);
            }
        }
    }
}
