using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Registration;
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
/// and access tokens already out live until they expire. With <see cref="JwtStrategyOptions.CheckSession"/> as well, they
/// end at once.
/// </para>
/// </remarks>
public sealed class JwtStrategy : IAuthStrategy
{
    private static readonly AuthFailure NothingToRefresh = new(AuthFailureReason.NotSupported, "An access token cannot be exchanged for another. Present the refresh token, if the strategy issues them (RefreshTokens.Enabled).");

    private readonly PolicySource<JwtPolicy> _policies;
    private readonly TimeProvider _time;
    private readonly StrategyDiagnostics _diagnostics;
    private readonly JwtLogins _logins;

    internal JwtStrategy(string name, PolicySource<JwtPolicy> policy, JwtLogins logins, TimeProvider time, StrategyDiagnostics diagnostics)
    {
        Name = name;
        _policies = policy;
        _logins = logins;
        _time = time;
        _diagnostics = diagnostics;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    /// <remarks>
    /// The token's times are whole seconds, cut off: it never lasts longer than was asked for, nor longer than its session.
    /// <see cref="IssueOptions.Replaces"/> is ignored by a stateless strategy, since it ends no logins.
    /// </remarks>
    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        JwtPolicy policy = _policies.Current;
        if (policy.Keys.SigningKey is null)
            throw new InvalidOperationException($"The strategy \"{Name}\" has no signing key, so it can only verify. Add one to JwtStrategyOptions.SigningKeys to issue.");

        return policy.Sessions is { } sessions
            ? IssueLoginAsync(principal, options, policy, sessions, now, cancellationToken)
            : new(IssueStateless(principal, options, policy, now));
    }

    /// <inheritdoc />
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        JwtPolicy policy = _policies.Current;
        if (policy.ChecksSession)
            return AuthenticateLoginAsync(credential, policy, now, cancellationToken);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = Verify(credential, policy, now, out _);
        _diagnostics.Authenticated(result, activity);
        return new(result);
    }

    /// <inheritdoc />
    /// <remarks>An access token is <see cref="AuthFailureReason.NotSupported"/>, good or not: it buys nothing.</remarks>
    public async ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        JwtPolicy policy = _policies.Current;
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Refresh);
        RefreshResult result = IsToken(credential) ? RefreshResult.Fail(NothingToRefresh)
            : policy.Sessions is { } sessions && OpaqueToken.TryParse(credential, out OpaqueToken token)
                ? await _logins.RefreshAsync(token, policy, sessions, now, cancellationToken).ConfigureAwait(false)
            : RefreshResult.None;
        _diagnostics.Refreshed(result, activity);
        return result;
    }

    /// <inheritdoc />
    /// <remarks>
    /// By a refresh token, or by an access token, which may have expired but must be genuine. A stateless strategy answers
    /// <see cref="RevokeOutcome.NotSupported"/> to any token: it lives until it expires, and logout never pretends.
    /// </remarks>
    public async ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        JwtPolicy policy = _policies.Current;
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Revoke);
        RevokeOutcome outcome = ToEnd(credential, policy, now, out NamedLogin login)
            ?? await _logins.EndAsync(login, policy, policy.Sessions!, cancellationToken).ConfigureAwait(false);
        _diagnostics.Revoked(outcome, login.Id == default ? null : login.Id, activity);
        return outcome;
    }

    /// <summary>The login that an access token of this strategy names, whether or not it has expired; <see langword="null"/> when it names none, or is not genuine.</summary>
    internal NamedLogin? FindLogin(string credential) =>
        _policies.Current is { Sessions: { } sessions } policy
        && IsToken(credential)
        && JwtVerifier.Verify(credential, policy, _time.GetUtcNow(), waivesExpiry: true, out VerifiedToken verified) is null
        && verified.SessionId is { } id
            ? new NamedLogin(id, verified.Claims.Subject, sessions)
            : null;

    private IssuedCredential IssueStateless(ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        LoginTimes times = LoginTimes.Of(options, policy.AccessTokenLifetime, now);
        using var claims = ClaimList.Rent();
        string subject = PrincipalReader.Read(principal, claims.Entries, out IReadOnlyCollection<string>? leftOut);
        _diagnostics.ProtocolClaimsLeftOut(leftOut);

        var credential = new IssuedCredential
        {
            Value = AccessTokenIssuer.Issue(policy, subject, claims.Span, times, session: null, now, out DateTimeOffset expiresAt),
            ExpiresAt = expiresAt,
            Persistent = options?.Persistent ?? false,
        };
        _diagnostics.Issued(credential);
        return credential;
    }

    private async ValueTask<IssuedCredential> IssueLoginAsync(
        ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, SessionPolicy sessions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = await _logins.IssueAsync(principal, options, policy, sessions, now, cancellationToken).ConfigureAwait(false);
        _diagnostics.Issued(credential);
        return credential;
    }

    private async ValueTask<AuthResult> AuthenticateLoginAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = Verify(credential, policy, now, out VerifiedToken verified);
        if (result.Succeeded && await _logins.CheckAsync(verified, policy.Sessions!, now, cancellationToken).ConfigureAwait(false) is { } failure)
            result = AuthResult.Fail(failure);
        _diagnostics.Authenticated(result, activity);
        return result;
    }

    private AuthResult Verify(string credential, JwtPolicy policy, DateTimeOffset now, out VerifiedToken verified)
    {
        verified = default;
        if (!IsToken(credential))
            return AuthResult.None;

        return JwtRecognizer.Verify(credential, policy, now, _diagnostics, out verified) is { } failure
            ? AuthResult.Fail(failure)
            : AuthResult.Success(policy.Principals.Create(verified.Claims), verified.ExpiresAt, verified.SessionId, verified.AuthenticatedAt);
    }

    /// <summary>The login to end, or the outcome when there is none.</summary>
    private static RevokeOutcome? ToEnd(string credential, JwtPolicy policy, DateTimeOffset now, out NamedLogin login)
    {
        login = default;
        if (policy.Sessions is not { } sessions)
            return IsToken(credential) ? RevokeOutcome.NotSupported : RevokeOutcome.NotFound;

        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
        {
            login = new(token.Id);
            return null;
        }

        if (!IsToken(credential) || JwtVerifier.Verify(credential, policy, now, waivesExpiry: true, out VerifiedToken verified) is not null)
            return RevokeOutcome.NotFound;
        // A genuine token from before there were refresh tokens, or from elsewhere: there is nothing to end.
        if (verified.SessionId is not { } id)
            return RevokeOutcome.NotSupported;

        login = new(id, verified.Claims.Subject, sessions);
        return null;
    }

    private static bool IsToken(string credential) => credential.Contains(CompactToken.Separator, StringComparison.Ordinal);
}
