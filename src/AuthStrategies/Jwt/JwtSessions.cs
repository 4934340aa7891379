using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>
/// The logins behind the tokens of a strategy with refresh tokens: each is a session of kind <see cref="SessionKind.Refresh"/>.
/// Thread-safe.
/// </summary>
internal sealed class JwtSessions(SessionStoreClient client, TimeProvider time, StrategyDiagnostics diagnostics, SessionReferenceFinder logins, PrincipalRefresh? application)
{
    private readonly SessionReader _reader = new(diagnostics.Logger);
    private readonly SessionIssuer _issuer = new(client, diagnostics);
    private readonly SessionRotator _rotator = new(client, time, diagnostics, application);
    private readonly SessionRevoker _revoker = new(client, diagnostics);

    /// <summary>Starts a login: a session, a refresh token that names it, and a first access token.</summary>
    public async ValueTask<IssuedCredential> IssueAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var terms = IssueTerms.Of(options, now);
        var times = AccessTokenTimes.Of(terms, policy.AccessTokenLifetime);
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        diagnostics.ProtocolClaimsLeftOut(leftOut);
        IReadOnlyList<SessionReference> replaces = await logins.FindAsync(options?.Replaces, cancellationToken).ConfigureAwait(false);
        return await _issuer.IssueAsync(claims, terms, replaces, policy.Sessions, Make, cancellationToken).ConfigureAwait(false);

        IssuedCredential Make(in OpaqueToken token, SessionRecord record, SessionPayload session, DateTimeOffset at) =>
            CredentialOf(token, record, session, times, policy, at);
    }

    /// <summary>Ends what a new login takes the place of, for a strategy that keeps none itself.</summary>
    public async ValueTask EndReplacedAsync(string? replaces, CancellationToken cancellationToken) =>
        await _revoker.EndReplacedAsync(await logins.FindAsync(replaces, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Asks the store whether the login behind a verified token still lives. Reads, never writes.</summary>
    /// <returns>Why the token is refused, or <see langword="null"/> if it is not.</returns>
    public ValueTask<AuthFailure?> CheckAsync(in VerifiedToken token, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.FindSession(policy) is not { } login)
            return new(JwtFailures.NoSession);

        // Only a yes may come from a copy.
        if (client.FindCached(login.Id, cancellationToken) is { } cached && Check(cached, login, now) is null)
            return default;

        ValueTask<SessionRecord?> find = client.FindAsync(login.Id, cancellationToken);
        return find.IsCompletedSuccessfully ? new(Check(find.Result, login, now)) : CheckLaterAsync(find, login, now);
    }

    /// <summary>Exchanges a refresh token for its successor and a fresh access token.</summary>
    /// <exception cref="InvalidOperationException">No access token can be made for the claims that the login has got by now; nothing was changed.</exception>
    public ValueTask<RefreshResult> RefreshAsync(OpaqueToken token, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        return _rotator.RefreshAsync(token, policy.Sessions, Make, now, cancellationToken);

        IssuedCredential Make(in OpaqueToken current, SessionRecord record, SessionPayload session, DateTimeOffset at)
        {
            try
            {
                return CredentialOf(current, record, session, new(session.AuthenticatedAt, policy.AccessTokenLifetime), policy, at);
            }
            catch (ArgumentException exception)
            {
                // The caller gave no claims: the IPrincipalRefresher or ReplacePrincipalAsync did, or MaxTokenLength has shrunk.
                throw new InvalidOperationException($"The login's claims no longer fit into an access token. {exception.Message}", exception);
            }
        }
    }

    /// <summary>Ends a login.</summary>
    /// <returns>Whether this call ended it.</returns>
    public ValueTask<bool> EndAsync(SessionReference login, CancellationToken cancellationToken) => _revoker.EndAsync(login, cancellationToken);

    private async ValueTask<AuthFailure?> CheckLaterAsync(ValueTask<SessionRecord?> find, SessionReference login, DateTimeOffset now) =>
        Check(await find.ConfigureAwait(false), login, now);

    private AuthFailure? Check(SessionRecord? record, SessionReference login, DateTimeOffset now)
    {
        if (record is null || _reader.Read(record, login.Owner?.Strategy) is not { } session || !login.Matches(record, session))
            return JwtFailures.Revoked;

        return now >= record.ExpiresAt ? SessionFailures.Expired(record) : null;
    }

    private static IssuedCredential CredentialOf(
        in OpaqueToken token, SessionRecord record, SessionPayload session, AccessTokenTimes times, JwtPolicy policy, DateTimeOffset now) => new()
        {
            Value = AccessTokenIssuer.Issue(policy, record.Subject, session.Claims.Entries, times, record, now, out DateTimeOffset expiresAt),
            ExpiresAt = expiresAt,
            RefreshToken = token.Text,
            RefreshTokenExpiresAt = record.ExpiresAt,
            SessionId = record.Id,
            Persistent = session.Persistent,
        };
}
