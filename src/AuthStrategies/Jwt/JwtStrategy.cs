using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Configuration;
using AuthStrategies.Sessions;

namespace AuthStrategies;

/// <summary>
/// Recognises clients by a signed token that they carry (RFC 7519, RFC 9068). Made by <c>AddJwt</c>. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A text with a dot in it is taken for a token; any other is not applicable to authenticate. Every refusal is a value, whatever the text is; <see cref="AuthFailureReason"/> tells which check failed first.</para>
/// <para>
/// Stateless by default: the server keeps nothing, a token is accepted until it expires, and <see cref="RevokeAsync"/>
/// says so. With <see cref="JwtStrategyOptions.RefreshTokens"/> each login is a session in the store that ends at logout,
/// and access tokens already out live until they expire. With <see cref="JwtStrategyOptions.RequireLiveSession"/> as well, they
/// end at once.
/// </para>
/// <para>
/// Where keys rotate (<see cref="JwtStrategyOptions.KeyRotation"/>), any verb may wait for the <see cref="IJwtKeyStore"/>. If it has
/// never answered, or no key may sign when one is needed, that is a <see cref="JwtKeyStoreException"/>: neither yes nor no.
/// </para>
/// </remarks>
public sealed class JwtStrategy : IAuthStrategy
{
    private static readonly AuthFailure NothingToRefresh = new(AuthFailureReason.NotSupported, "An access token cannot be exchanged for another. Present the refresh token, if the strategy issues them (RefreshTokens.Enabled).");

    private readonly JwtPolicyProvider _policies;
    private readonly TimeProvider _time;
    private readonly StrategyDiagnostics _diagnostics;
    private readonly JwtSessions _logins;

    internal JwtStrategy(string name, PolicySource<JwtPolicy> policy, JwtSessions logins, TimeProvider time, StrategyDiagnostics diagnostics)
        : this(name, new JwtPolicyProvider(policy), logins, time, diagnostics)
    {
    }

    internal JwtStrategy(string name, JwtPolicyProvider policies, JwtSessions logins, TimeProvider time, StrategyDiagnostics diagnostics)
    {
        Name = name;
        _policies = policies;
        _logins = logins;
        _time = time;
        _diagnostics = diagnostics;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    /// <remarks>
    /// The token's times are whole seconds, cut off: it never lasts longer than was asked for, nor longer than its session.
    /// <see cref="IssueOptions.AccessTokenLifetime"/> counts for this one access token; the next has the configured lifetime again.
    /// A stateless strategy asks the store only if <see cref="IssueOptions.Replaces"/> names a login.
    /// </remarks>
    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        return _policies.TryGet(now, out JwtPolicy policy)
            ? IssueAsync(principal, options, policy, now, cancellationToken)
            : IssueWhenLoadedAsync(principal, options, now, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        if (!_policies.TryGet(now, out JwtPolicy policy) && IsToken(credential))
            return AuthenticateWhenLoadedAsync(credential, _policies.GetAsync(now, cancellationToken).AsTask(), now, cancellationToken);
        if (policy.RequiresLiveSession)
            return AuthenticateSessionAsync(credential, policy, now, cancellationToken);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = Verify(credential, policy, now, out _);
        if (FindNewer(result, now, cancellationToken) is { } newer)
            return AuthenticateWhenLoadedAsync(credential, newer, now, cancellationToken);

        _diagnostics.Authenticated(result, activity);
        return new(result);
    }

    /// <inheritdoc />
    /// <remarks>
    /// An access token is <see cref="AuthFailureReason.NotSupported"/>, good or not: it buys nothing. Any other text is not
    /// applicable to a strategy that issues no refresh tokens, or has no key to sign an access token with.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The login's claims no longer fit into an access token, or the application's <see cref="IPrincipalRefresher"/>
    /// answered with a principal that cannot be issued for. Nothing was changed.
    /// </exception>
    public async ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        JwtPolicy policy = await _policies.GetAsync(now, cancellationToken).ConfigureAwait(false);
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Refresh);
        RefreshResult result = await ExchangeAsync(credential, policy, now, cancellationToken).ConfigureAwait(false);
        _diagnostics.Refreshed(result, activity);
        return result;
    }

    /// <inheritdoc />
    /// <remarks>
    /// By a refresh token, or by an access token, which may have expired but must be genuine. A stateless strategy answers
    /// <see cref="RevokeOutcome.NotSupported"/> to any token: it lives until it expires, and logout never pretends. It
    /// still ends the logins from a time when it issued refresh tokens.
    /// </remarks>
    public async ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        JwtPolicy policy = await _policies.GetAsync(now, cancellationToken).ConfigureAwait(false);
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Revoke);
        SessionReference? login = FindSession(credential, policy, now, out RevokeOutcome outcome);
        if (login is { } known && await _logins.EndAsync(known, cancellationToken).ConfigureAwait(false))
            // Without the look-up an access token that is out already is good until it expires.
            outcome = policy.RequiresLiveSession ? RevokeOutcome.Revoked : RevokeOutcome.RevokedAtExpiry;
        _diagnostics.Revoked(outcome, login?.Id, activity);
        return outcome;
    }

    /// <summary>The login that an access token of this strategy names, whether or not it has expired; <see langword="null"/> when it names none, or is not genuine.</summary>
    internal async ValueTask<SessionReference?> FindSessionAsync(string credential, CancellationToken cancellationToken)
    {
        if (!IsToken(credential))
            return null;

        DateTimeOffset now = _time.GetUtcNow();
        return FindSession(credential, await _policies.GetAsync(now, cancellationToken).ConfigureAwait(false), now, out _);
    }

    private async ValueTask<IssuedCredential> IssueWhenLoadedAsync(ClaimsPrincipal principal, IssueOptions? options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        JwtPolicy policy = await _policies.GetAsync(now, cancellationToken).ConfigureAwait(false);
        return await IssueAsync(principal, options, policy, now, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (policy.Keys.SigningKey is null)
            throw policy.NoSigningKey(Name);

        return policy.IssuesRefreshTokens
            ? IssueSessionAsync(principal, options, policy, now, cancellationToken)
            : IssueStatelessAsync(principal, options, policy, now, cancellationToken);
    }

    private ValueTask<IssuedCredential> IssueStatelessAsync(ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options?.Replaces is { } replaces)
            return IssueInsteadAsync(principal, options, replaces, policy, now, cancellationToken);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = MakeStateless(principal, options, policy, now);
        _diagnostics.Issued(credential);
        return new(credential);
    }

    private async ValueTask<IssuedCredential> IssueInsteadAsync(
        ClaimsPrincipal principal, IssueOptions options, string replaces, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = MakeStateless(principal, options, policy, now);
        await _logins.EndReplacedAsync(replaces, cancellationToken).ConfigureAwait(false);
        _diagnostics.Issued(credential);
        return credential;
    }

    private IssuedCredential MakeStateless(ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now)
    {
        var times = AccessTokenTimes.Of(IssueTerms.Of(options, now), policy.AccessTokenLifetime);
        using var claims = ClaimList.Rent();
        string subject = PrincipalReader.Read(principal, claims.Entries, out IReadOnlyCollection<string>? leftOut);
        _diagnostics.ProtocolClaimsLeftOut(leftOut);
        return new()
        {
            Value = AccessTokenIssuer.Issue(policy, subject, claims.Span, times, session: null, now, out DateTimeOffset expiresAt),
            ExpiresAt = expiresAt,
            Persistent = options?.Persistent ?? false,
        };
    }

    private async ValueTask<IssuedCredential> IssueSessionAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = await _logins.IssueAsync(principal, options, policy, now, cancellationToken).ConfigureAwait(false);
        _diagnostics.Issued(credential);
        return credential;
    }

    private ValueTask<RefreshResult> ExchangeAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsToken(credential))
            return new(RefreshResult.Fail(NothingToRefresh));
        if (!policy.CanRefresh || !OpaqueToken.TryParse(credential, out OpaqueToken token))
            return new(RefreshResult.None);
        // The keys rotate and none may sign now: the login may be as good as ever, so this is no refusal.
        if (policy.Keys.SigningKey is null)
            throw policy.NoSigningKey(Name);

        return _logins.RefreshAsync(token, policy, now, cancellationToken);
    }

    private async ValueTask<AuthResult> AuthenticateWhenLoadedAsync(string credential, Task<JwtPolicy> loading, DateTimeOffset now, CancellationToken cancellationToken) =>
        await AuthenticateSessionAsync(credential, await loading.ConfigureAwait(false), now, cancellationToken).ConfigureAwait(false);

    private async ValueTask<AuthResult> AuthenticateSessionAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = Verify(credential, policy, now, out VerifiedToken verified);
        if (FindNewer(result, now, cancellationToken) is { } newer)
            result = Verify(credential, policy = await newer.ConfigureAwait(false), now, out verified);
        if (result.Succeeded && policy.RequiresLiveSession && await _logins.CheckAsync(verified, policy, now, cancellationToken).ConfigureAwait(false) is { } failure)
            result = AuthResult.Fail(failure);
        _diagnostics.Authenticated(result, activity);
        return result;
    }

    /// <summary>Newer keys for a token whose key is not known, if it is time to look for some.</summary>
    private Task<JwtPolicy>? FindNewer(in AuthResult result, DateTimeOffset now, CancellationToken cancellationToken) =>
        result.Failure is { Reason: AuthFailureReason.UnknownKey } ? _policies.FindNewer(now, cancellationToken) : null;

    private AuthResult Verify(string credential, JwtPolicy policy, DateTimeOffset now, out VerifiedToken verified)
    {
        verified = default;
        if (!IsToken(credential))
            return AuthResult.None;

        return CachedJwtVerifier.Verify(credential, policy, now, _diagnostics, out verified) is { } failure
            ? AuthResult.Fail(failure)
            : AuthResult.Success(policy.Principals.Create(verified.Claims), verified.Result);
    }

    /// <summary>The login that a credential names; <paramref name="otherwise"/> is the outcome if there is none, or none to end.</summary>
    private static SessionReference? FindSession(string credential, JwtPolicy policy, DateTimeOffset now, out RevokeOutcome otherwise)
    {
        otherwise = RevokeOutcome.NotFound;
        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
            return SessionReference.OfHolder(token.Id, policy.Sessions);
        if (!IsToken(credential))
            return null;

        if (!policy.IssuesRefreshTokens)
            otherwise = RevokeOutcome.NotSupported;
        if (JwtVerifier.Verify(credential, policy, now, waivesExpiry: true, out VerifiedToken verified) is not null)
            return null;

        SessionReference? login = verified.FindSession(policy);
        // Genuine, but from before there were refresh tokens, or from elsewhere: it lives until it expires.
        if (login is null)
            otherwise = RevokeOutcome.NotSupported;
        return login;
    }

    private static bool IsToken(string credential) => credential.Contains(CompactToken.Separator, StringComparison.Ordinal);
}
