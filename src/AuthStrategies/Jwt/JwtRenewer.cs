using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Exchanges a live access token for one with new claims. Thread-safe.</summary>
internal sealed class JwtRenewer(JwtKeyProvider keys, SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private static readonly AuthFailure NotSupported = new(AuthFailureReason.NotSupported, "The access token has no session of this strategy. Issue another token instead.");

    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SubjectCheck _subjects = new(client, diagnostics.Logger);

    public async ValueTask<RefreshResult> RenewAsync(
        string accessToken, ClaimsPrincipal principal, Func<IssuedCredential, bool>? canDeliver, IClientFactsSource? caller, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        diagnostics.ProtocolClaimsLeftOut(leftOut);
        if (!CompactToken.IsCandidate(accessToken))
            return RefreshResult.None;

        CurrentKeys current = await keys.GetAsync(policy.KeyPolicy, now, cancellationToken).ConfigureAwait(false);
        if (JwtVerifier.Verify(accessToken, policy, current, now, ignoreExpiry: false, out VerifiedToken verified) is { } failure)
        {
            IssuedTime.ReportAhead(failure, accessToken, policy, diagnostics.Clock, now);
            return RefreshResult.Fail(failure);
        }

        if (!policy.CanRefresh || verified.FindSession(policy) is not { } session)
            return RefreshResult.Fail(NotSupported);
        if (!string.Equals(claims.Subject, verified.Claims.Subject, StringComparison.Ordinal))
            throw new ArgumentException("The principal has another subject than the access token. A session never changes its subject: issue a new credential for another user.", nameof(principal));

        policy.RequireSigningKey(current);
        TimeSpan rest = verified.ExpiresAt - now;
        // Within the accepted clock difference, the token may have expired. Then the next refresh gives the new claims.
        TimeSpan lifetime = rest < policy.AccessTokenLifetime ? rest : policy.AccessTokenLifetime;
        return await ReplaceAsync(session, claims, lifetime, canDeliver, caller, policy, current, now, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RefreshResult> ReplaceAsync(
        SessionReference session, ClaimSet claims, TimeSpan lifetime, Func<IssuedCredential, bool>? canDeliver, IClientFactsSource? caller, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            SessionRecord? record = await client.FindAsync(session.Id, cancellationToken).ConfigureAwait(false);
            if (record is null || _reader.Read(record, policy.Sessions.Strategy) is not { } payload || !session.Matches(record, payload))
                return RefreshResult.Fail(JwtFailures.Revoked);
            if (now >= EndExtension.EndOf(record, payload))
                return RefreshResult.Fail(SessionFailures.Expired(record, payload));
            if (_reader.IsAhead(payload, now))
                return RefreshResult.Fail(SessionFailures.Ahead(payload));
            if (!await client.Generations.IsCurrentAsync(payload, now, cancellationToken).ConfigureAwait(false))
                return RefreshResult.Fail(JwtFailures.SessionsRevoked);
            if (RequiredClaims.RefusalOfLogin(payload, policy) is { } refusal)
                return RefreshResult.Fail(refusal);

            if (await _subjects.CheckAsync(record, payload, cancellationToken).ConfigureAwait(false) is not { } written)
                return RefreshResult.Fail(SubjectGenerationExtension.TryFind(payload, out _) ? JwtFailures.AllRevoked : JwtFailures.Revoked);

            // The credential before the write: if the claims do not fit, nothing is changed.
            SessionRecord next = SessionWriter.ReplaceClaims(new(record, written), claims);
            AccessTokenTimes times = new(payload.ProvedAt, lifetime);
            IssuedCredential? credential = lifetime < SessionLimits.MinLifetime ? null : JwtCredential.OfSession(default, next, payload.With(claims), times, terms: null, policy, current, now);
            if (credential is not null && canDeliver is not null && !canDeliver(credential))
                throw new InvalidOperationException("The client cannot receive the new access token, so the claims of the session were not changed. Make the token smaller, for example by fewer claims.");
            if (!await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                continue;

            if (!policy.Principals.AreEqual(claims, payload.Claims))
                diagnostics.ClaimsReplaced(record, caller);
            return credential is null ? RefreshResult.Unchanged(policy.Principals.Create(claims)) : RefreshResult.Success(credential, policy.Principals.Create(claims));
        }

        throw SessionFailures.Contended();
    }
}
