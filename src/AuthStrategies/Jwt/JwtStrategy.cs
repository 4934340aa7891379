using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Registration;

namespace AuthStrategies;

/// <summary>
/// Recognises clients by a signed token that they carry (RFC 7519, RFC 9068). Stateless: the server keeps nothing, so a
/// token is accepted until it expires, and <see cref="RevokeAsync"/> says so. Made by <c>AddJwt</c>. Thread-safe.
/// </summary>
/// <remarks>
/// A text with a dot in it is taken for a token; any other is not applicable. Every refusal is a value, whatever the text
/// is; <see cref="AuthFailureReason"/> tells which check failed first. The work is done when a call returns: nothing is awaited,
/// unless the keys rotate and the key store must be asked. If it has never answered that is a <see cref="JwtKeyStoreException"/>.
/// </remarks>
public sealed class JwtStrategy : IAuthStrategy
{
    private static readonly AuthFailure NothingToRefresh = new(AuthFailureReason.NotSupported, "This strategy issues no refresh tokens: an access token cannot be exchanged for another.");

    private readonly JwtPolicies _policies;
    private readonly TimeProvider _time;
    private readonly StrategyDiagnostics _diagnostics;

    internal JwtStrategy(string name, PolicySource<JwtPolicy> policy, TimeProvider time, StrategyDiagnostics diagnostics)
        : this(name, new JwtPolicies(policy), time, diagnostics)
    {
    }

    internal JwtStrategy(string name, JwtPolicies policies, TimeProvider time, StrategyDiagnostics diagnostics)
    {
        Name = name;
        _policies = policies;
        _time = time;
        _diagnostics = diagnostics;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    /// <remarks>The token's times are whole seconds, cut off: it never lasts longer than was asked for. <see cref="IssueOptions.Replaces"/> is ignored, since there is nothing to end.</remarks>
    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        return _policies.TryGet(now, out JwtPolicy policy)
            ? new(Write(principal, options, policy, now))
            : IssueWhenLoadedAsync(principal, options, now, cancellationToken);
    }

    private async ValueTask<IssuedCredential> IssueWhenLoadedAsync(ClaimsPrincipal principal, IssueOptions? options, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write(principal, options, await _policies.GetAsync(now, cancellationToken).ConfigureAwait(false), now);

    private IssuedCredential Write(ClaimsPrincipal principal, IssueOptions? options, JwtPolicy policy, DateTimeOffset now)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        JwtKey key = policy.Keys.SigningKey ?? throw policy.NoSigningKey(Name);
        LoginTimes times = LoginTimes.Of(options, policy.AccessTokenLifetime, now);
        policy.CheckLifetime(times.Lifetime);

        using var claims = ClaimList.Rent();
        string subject = PrincipalReader.Read(principal, claims.Entries, out IReadOnlyCollection<string>? leftOut);
        _diagnostics.ProtocolClaimsLeftOut(leftOut);

        long expiresAt = NumericDate.ToSeconds(now + times.Lifetime);
        var credential = new IssuedCredential
        {
            Value = JwtWriter.Write(key, policy, new()
            {
                Subject = subject,
                Claims = claims.Span,
                IssuedAt = NumericDate.ToSeconds(now),
                ExpiresAt = expiresAt,
                AuthenticatedAt = NumericDate.ToSeconds(times.AuthenticatedAt),
            }),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(expiresAt),
            Persistent = options?.Persistent ?? false,
        };
        _diagnostics.Issued(credential);
        return credential;
    }

    /// <inheritdoc />
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        if (!_policies.TryGet(now, out JwtPolicy policy) && IsToken(credential))
            return AuthenticateWhenLoadedAsync(credential, _policies.GetAsync(now, cancellationToken).AsTask(), now);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = IsToken(credential) ? Judge(credential, policy, now) : AuthResult.None;
        if (result.Failure is { Reason: AuthFailureReason.UnknownKey } && _policies.FindNewer(now, cancellationToken) is { } newer)
            return AuthenticateWhenLoadedAsync(credential, newer, now);

        _diagnostics.Authenticated(result, activity);
        return new(result);
    }

    private async ValueTask<AuthResult> AuthenticateWhenLoadedAsync(string credential, Task<JwtPolicy> loading, DateTimeOffset now)
    {
        JwtPolicy policy = await loading.ConfigureAwait(false);
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = IsToken(credential) ? Judge(credential, policy, now) : AuthResult.None;
        _diagnostics.Authenticated(result, activity);
        return result;
    }

    /// <inheritdoc />
    /// <remarks>A token is <see cref="AuthFailureReason.NotSupported"/>, good or not: there is nothing to exchange it for.</remarks>
    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Refresh);
        RefreshResult result = IsToken(credential) ? RefreshResult.Fail(NothingToRefresh) : RefreshResult.None;
        _diagnostics.Refreshed(result, activity);
        return new(result);
    }

    /// <inheritdoc />
    /// <remarks>A token is <see cref="RevokeOutcome.NotSupported"/>, good or not: it lives until it expires, and logout never pretends.</remarks>
    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Revoke);
        RevokeOutcome outcome = IsToken(credential) ? RevokeOutcome.NotSupported : RevokeOutcome.NotFound;
        _diagnostics.Revoked(outcome, null, activity);
        return new(outcome);
    }

    private static AuthResult Judge(string token, JwtPolicy policy, DateTimeOffset now) =>
        JwtVerifier.Verify(token, policy, now, out VerifiedToken verified) is { } failure
            ? AuthResult.Fail(failure)
            : AuthResult.Success(policy.Principals.Create(verified.Claims), verified.ExpiresAt, verified.SessionId, verified.AuthenticatedAt);

    private static bool IsToken(string credential) => credential.Contains(CompactToken.Separator, StringComparison.Ordinal);
}
