using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Issues tokens. Thread-safe.</summary>
/// <remarks>A token that needs no store is issued without an async method, for the reason given at <see cref="JwtAuthenticator"/>.</remarks>
internal sealed class JwtIssuer(JwtKeyProvider keys, SessionStoreClient client, SessionReferenceFinder sessions, StrategyDiagnostics diagnostics)
{
    private readonly SessionIssuer _sessionIssuer = new(client, diagnostics);
    private readonly SessionRevoker _sessionRevoker = new(client, diagnostics);

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (policy.IssuesRefreshTokens || policy.ObservesRevokeAll || options?.Replaces is not null || !keys.TryGet(policy.KeyPolicy, now, out CurrentKeys current))
            return IssueWithStoreAsync(principal, options, policy, now, cancellationToken);

        policy.RequireSigningKey(current);
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = CreateStateless(principal, options, generation: default, policy, current, now);
        diagnostics.Issued(credential, principal, options?.Client);
        return new(credential);
    }

    private async ValueTask<IssuedCredential> IssueWithStoreAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        CurrentKeys current = await keys.GetAsync(policy.KeyPolicy, now, cancellationToken).ConfigureAwait(false);
        policy.RequireSigningKey(current);
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = policy.IssuesRefreshTokens
            ? await CreateSessionAsync(principal, options, policy, current, now, cancellationToken).ConfigureAwait(false)
            : await ReplaceSessionAsync(principal, options, policy, current, now, cancellationToken).ConfigureAwait(false);
        diagnostics.Issued(credential, principal, options?.Client);
        return credential;
    }

    private async ValueTask<IssuedCredential> CreateSessionAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        var terms = IssueTerms.Of(options, now);
        var times = AccessTokenTimes.Of(terms, policy.AccessTokenLifetime);
        var token = AccessTokenTerms.Of(options, policy);
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        diagnostics.ProtocolClaimsLeftOut(leftOut);
        IReadOnlyList<SessionReference> replaces = await sessions.FindAsync(options?.Replaces, cancellationToken).ConfigureAwait(false);
        return await _sessionIssuer.IssueAsync(claims, terms, replaces, policy.Sessions, CreateCredential, cancellationToken).ConfigureAwait(false);

        IssuedCredential CreateCredential(in OpaqueToken refreshToken, SessionRecord record, SessionPayload session, DateTimeOffset at) =>
            JwtCredential.OfSession(refreshToken, record, session, times, token, policy, current, at);
    }

    // A strategy that keeps no sessions still ends the session that the new token replaces.
    private async ValueTask<IssuedCredential> ReplaceSessionAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        Generation generation = policy.ObservesRevokeAll
            ? await client.Generations.Of(policy.Sessions.Strategy).GetForLoginAsync(cancellationToken).ConfigureAwait(false)
            : default;
        IssuedCredential credential = CreateStateless(principal, options, generation, policy, current, now);
        List<SessionRecord> replaced = await _sessionRevoker.EndReplacedAsync(await sessions.FindAsync(options?.Replaces, cancellationToken).ConfigureAwait(false), options?.Client).ConfigureAwait(false);
        await _sessionRevoker.ExplainAsync(replaced, trimmed: []).ConfigureAwait(false);
        return credential;
    }

    private IssuedCredential CreateStateless(ClaimsPrincipal principal, IssueOptions? options, Generation generation, JwtPolicy policy, CurrentKeys current, DateTimeOffset now)
    {
        var terms = IssueTerms.Of(options, now);
        var times = AccessTokenTimes.Of(terms, policy.AccessTokenLifetime);
        var token = AccessTokenTerms.Of(options, policy);
        using var claims = ClaimList.Rent();
        string subject = PrincipalReader.Read(principal, claims.Entries, out LoginNames names, out IReadOnlyCollection<string>? leftOut);
        diagnostics.ProtocolClaimsLeftOut(leftOut);
        IssuedCredential credential = JwtCredential.Stateless(subject, claims.Span, names, terms.Persistent, times, token, generation, terms.KeyThumbprint, policy, current, now);
        terms.RequireDeliverable(credential);
        return credential;
    }
}
