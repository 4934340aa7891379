using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>
/// The logins behind the tokens of a strategy with refresh tokens: each is a session of kind <see cref="SessionKind.Refresh"/>.
/// Thread-safe.
/// </summary>
internal sealed class JwtLogins(SessionVault vault, StrategyDiagnostics diagnostics, LoginFinder logins, PrincipalRefresh? application)
{
    private readonly SessionIssuer _issuer = new(vault, diagnostics);
    private readonly SessionRotator _rotator = new(vault, diagnostics, application);
    private readonly SessionRevoker _revoker = new(vault);

    /// <summary>Starts a login: a session, a refresh token that names it, and a first access token.</summary>
    public async ValueTask<IssuedCredential> IssueAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, SessionPolicy sessions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        LoginTimes times = LoginTimes.Of(options, policy.AccessTokenLifetime, now);
        var terms = LoginTerms.Of(options ?? new(), lifetime: null, sessions, now);
        AccessTokenIssuer.CheckSize(policy, claims, times, now);
        diagnostics.ProtocolClaimsLeftOut(leftOut);

        NewSession session = await _issuer.IssueAsync(claims, terms, logins.Find(options?.Replaces), sessions, cancellationToken).ConfigureAwait(false);
        return CredentialOf(session.Token, session.Record, claims, times, terms.Persistent, policy, now);
    }

    /// <summary>Asks the store whether the login behind a verified token still lives. Reads, never writes.</summary>
    /// <returns>Why the token is refused, or <see langword="null"/> if it is not.</returns>
    public ValueTask<AuthFailure?> CheckAsync(in VerifiedToken token, SessionPolicy sessions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.SessionId is not { } id)
            return new(JwtFailures.NoSession);

        NamedLogin login = new(id, token.Claims.Subject, sessions);
        ValueTask<SessionRecord?> find = vault.FindAsync(id, cancellationToken);
        return find.IsCompletedSuccessfully ? new(Check(find.Result, login, sessions, now)) : CheckLaterAsync(find, login, sessions, now);
    }

    /// <summary>Exchanges a refresh token for its successor and a fresh access token.</summary>
    public async ValueTask<RefreshResult> RefreshAsync(
        OpaqueToken token, JwtPolicy policy, SessionPolicy sessions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SessionRotation rotation = await _rotator.RotateAsync(token, sessions, now, cancellationToken).ConfigureAwait(false);
        if (rotation.Failure is { } failure)
            return RefreshResult.Fail(failure);

        SessionPayload session = rotation.Session;
        LoginTimes times = new(session.AuthenticatedAt, policy.AccessTokenLifetime);
        return RefreshResult.Success(
            CredentialOf(rotation.Token, rotation.Record, session.Claims, times, session.Persistent, policy, now),
            policy.Principals.Create(session.Claims));
    }

    /// <summary>Ends a login.</summary>
    public async ValueTask<RevokeOutcome> EndAsync(NamedLogin login, JwtPolicy policy, SessionPolicy sessions, CancellationToken cancellationToken)
    {
        if (!await _revoker.EndAsync(login, sessions, cancellationToken).ConfigureAwait(false))
            return RevokeOutcome.NotFound;

        // Without the look-up, an access token that is out already is good until it expires; logout does not pretend otherwise.
        return policy.ChecksSession ? RevokeOutcome.Revoked : RevokeOutcome.RevokedAtExpiry;
    }

    private async ValueTask<AuthFailure?> CheckLaterAsync(ValueTask<SessionRecord?> find, NamedLogin login, SessionPolicy sessions, DateTimeOffset now) =>
        Check(await find.ConfigureAwait(false), login, sessions, now);

    private AuthFailure? Check(SessionRecord? record, NamedLogin login, SessionPolicy sessions, DateTimeOffset now)
    {
        if (record is null || vault.Read(record, sessions.Strategy) is not { } session || !login.Means(record, session))
            return JwtFailures.Revoked;

        return now >= record.ExpiresAt ? SessionFailures.Expired(record) : null;
    }

    private static IssuedCredential CredentialOf(
        in OpaqueToken token, SessionRecord record, ClaimSet claims, LoginTimes times, bool persistent, JwtPolicy policy, DateTimeOffset now) => new()
        {
            Value = AccessTokenIssuer.Issue(policy, claims.Subject, claims.Entries, times, record, now, out DateTimeOffset expiresAt),
            ExpiresAt = expiresAt,
            RefreshToken = token.Text,
            RefreshTokenExpiresAt = record.ExpiresAt,
            SessionId = record.Id,
            Persistent = persistent,
        };
}
