using System.Security.Claims;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies;

/// <summary>
/// Authenticates clients by a signed token that they carry (RFC 7519, RFC 9068). Created by <c>AddJwt</c>. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A text with a dot is treated as a token; any other text is not applicable to authentication. A refusal is a result, not an exception;
/// <see cref="AuthFailureReason"/> tells which check failed first.
/// </para>
/// <para>
/// Stateless by default: the server stores nothing, and a token is accepted until it expires; <see cref="RevokeAsync"/>
/// says so. With <see cref="JwtStrategyOptions.RefreshTokens"/> each issued credential has a session in the store. When the
/// session ends, access tokens already issued are accepted until they expire. With
/// <see cref="JwtStrategyOptions.RequireLiveSession"/> they are refused immediately.
/// </para>
/// <para>
/// If keys rotate (<see cref="JwtStrategyOptions.KeyRotation"/>), each method may wait for the <see cref="IJwtKeyStore"/>, but not for a
/// token that names another issuer.
/// If the store has never answered, or no key may sign when one is needed, the method throws <see cref="JwtKeyStoreException"/>:
/// the credential is neither accepted nor refused.
/// </para>
/// <para>
/// With an <see cref="IJwtKeySource"/> (<c>UseJwtKeySource</c>), <see cref="AuthenticateAsync"/> may wait for the source, for a token that
/// names an issuer of the strategy. If the keys are not known then, it throws <see cref="IssuerKeysException"/>.
/// </para>
/// </remarks>
public sealed class JwtStrategy : IAuthStrategy, IAccessTokenRenewal, IRefreshTokenAuthentication, ICookieRotation, ICookieCopies, ISenderConstraint, IIssuerHint
{
    private readonly PolicySource<JwtPolicy> _policy;
    private readonly TimeProvider _time;
    private readonly JwtIssuer _issuer;
    private readonly JwtAuthenticator _authenticator;
    private readonly JwtRefresher _refresher;
    private readonly RefreshTokenAuthenticator _refreshTokens;
    private readonly JwtRenewer _renewer;
    private readonly JwtRevoker _revoker;
    private readonly JwtCopies _copies;

    internal JwtStrategy(
        string name,
        PolicySource<JwtPolicy> policy,
        JwtKeyProvider keys,
        SessionStoreClient client,
        TimeProvider time,
        StrategyDiagnostics diagnostics,
        SessionReferenceFinder? sessions = null,
        PrincipalRefresh? application = null,
        IJwtKeySource? source = null)
    {
        VerificationKeys verificationKeys = new(name, keys, source);
        Name = name;
        _policy = policy;
        _time = time;
        _issuer = new(keys, client, sessions ?? SessionReferenceFinder.OpaqueOnly, diagnostics);
        _authenticator = new(verificationKeys, client, diagnostics);
        _refresher = new(keys, client, time, diagnostics, application);
        _refreshTokens = new(client, diagnostics, application);
        _renewer = new(keys, client, diagnostics);
        _revoker = new(keys, client, diagnostics);
        _copies = new(verificationKeys);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    /// <remarks>
    /// The token's times are whole seconds, rounded down, so it is never valid longer than requested, nor longer than its session.
    /// <see cref="IssueOptions.AccessTokenLifetime"/> applies to this access token only; the next one has the configured lifetime.
    /// A stateless strategy calls the session store only if <see cref="IssueOptions.Replaces"/> names a session.
    /// </remarks>
    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        RefuseItems(options?.Items, nameof(options));
        cancellationToken.ThrowIfCancellationRequested();
        return _issuer.IssueAsync(principal, options, _policy.Current, _time.GetUtcNow(), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        return _authenticator.AuthenticateAsync(credential, ClientFactsScope.Take(), proof: default, _policy.Current, _time.GetUtcNow(), cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>
    /// An access token, valid or not, is <see cref="AuthFailureReason.WrongIssuer"/> if it names an issuer that is none of this strategy, and
    /// <see cref="AuthFailureReason.NotSupported"/> otherwise. Any other text is not applicable to a
    /// strategy that issues no refresh tokens, or has no key to sign an access token with.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The session's claims no longer fit into an access token, or the application's <see cref="IPrincipalRefresher"/>
    /// returned a principal that no credential can be issued for. Nothing was changed.
    /// </exception>
    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        return _refresher.RefreshAsync(credential, _policy.Current, RefreshTerms.Default with { Client = ClientFactsScope.Take() }, _time.GetUtcNow(), cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>
    /// Takes a refresh token, or an access token, which may have expired but must be genuine. A stateless strategy returns
    /// <see cref="RevokeOutcome.NotSupported"/> for a token, because the token is accepted until it expires. It still ends
    /// sessions that were created while it issued refresh tokens.
    /// </remarks>
    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        return _revoker.RevokeAsync(credential, ClientFactsScope.Take(), _policy.Current, _time.GetUtcNow(), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<RefreshResult> RenewAccessTokenAsync(
        string accessToken, ClaimsPrincipal principal, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        ArgumentNullException.ThrowIfNull(principal);
        cancellationToken.ThrowIfCancellationRequested();
        return _renewer.RenewAsync(accessToken, principal, canDeliver, ClientFactsScope.Take(), _policy.Current, _time.GetUtcNow(), cancellationToken);
    }

    /// <summary>The rules of the sessions of refresh tokens.</summary>
    internal SessionPolicy SessionPolicy => _policy.Current.Sessions;

    /// <summary>What happens to the credentials of the strategy if all sessions are ended.</summary>
    internal RevokeOutcome OutcomeOfRevokeEverything => _policy.Current.OutcomeOfRevokeEverything;

    /// <summary>Finds the session that an access token of this strategy names, also if the token has expired.</summary>
    internal ValueTask<SessionReference?> FindSessionAsync(string credential, CancellationToken cancellationToken) =>
        _revoker.FindSessionAsync(credential, _policy.Current, _time.GetUtcNow(), cancellationToken);

    IReadOnlyCollection<string> IIssuerHint.Issuers => _policy.Current.Issuers;

    NamedIssuer IIssuerHint.ReadIssuer(string credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return UnverifiedIssuer.Read(credential, _policy.Current);
    }

    ValueTask<AuthResult> ISenderConstraint.AuthenticateBoundAsync(string credential, string keyThumbprint, bool isActivity, Func<CancellationToken, ValueTask<bool>>? useProof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(keyThumbprint);
        cancellationToken.ThrowIfCancellationRequested();
        return _authenticator.AuthenticateAsync(credential, ClientFactsScope.Take(), new(keyThumbprint, useProof), _policy.Current, _time.GetUtcNow(), cancellationToken);
    }

    ValueTask<RefreshResult> ISenderConstraint.RefreshBoundAsync(string credential, string keyThumbprint, Func<CancellationToken, ValueTask<bool>>? useProof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(keyThumbprint);
        cancellationToken.ThrowIfCancellationRequested();
        return _refresher.RefreshAsync(credential, _policy.Current, RefreshTerms.OfKey(keyThumbprint, useProof) with { Client = ClientFactsScope.Take() }, _time.GetUtcNow(), cancellationToken);
    }

    bool ICookieRotation.RotatesCookies => false;

    ValueTask<AuthResult> ICookieRotation.AuthenticateCookieAsync(string credential, CancellationToken cancellationToken) =>
        AuthenticateAsync(credential, cancellationToken);

    // An access token expires instead of rotating; its cookie is replaced together with the refresh token's.
    ValueTask<IssuedCredential?> ICookieRotation.RotateAtHeadersAsync(string credential, Func<IssuedCredential, bool>? canDeliver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new((IssuedCredential?)null);
    }

    ValueTask<RefreshResult> ICookieRotation.RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ChangeItems is not null)
            throw KeepsNoItems("ChangeItems is set", nameof(options));
        cancellationToken.ThrowIfCancellationRequested();
        return _refresher.RefreshAsync(credential, _policy.Current, RefreshTerms.Of(options) with { Client = ClientFactsScope.Take() }, _time.GetUtcNow(), cancellationToken);
    }

    ValueTask<AuthResult> IRefreshTokenAuthentication.AuthenticateRefreshTokenAsync(string refreshToken, IReadOnlyList<string> copies, CancellationToken cancellationToken) =>
        AuthenticateRefreshTokenAsync(refreshToken, copies, AuthenticateTerms.Cookie.ForCaller(), cancellationToken);

    ValueTask<AuthResult> IRefreshTokenAuthentication.AuthenticateRefreshTokenWithoutRenewalAsync(string refreshToken, IReadOnlyList<string> copies, CancellationToken cancellationToken) =>
        AuthenticateRefreshTokenAsync(refreshToken, copies, AuthenticateTerms.WithoutRenewal.ForCaller(), cancellationToken);

    ValueTask<IssuedCredential?> IRefreshTokenAuthentication.RenewAtHeadersAsync(
        string refreshToken, IReadOnlyList<string> copies, Func<IssuedCredential, bool>? canDeliver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        ArgumentNullException.ThrowIfNull(copies);
        cancellationToken.ThrowIfCancellationRequested();
        return _refresher.RenewAtHeadersAsync(refreshToken, _policy.Current, RefreshTerms.AtHeaders(copies, canDeliver) with { Client = ClientFactsScope.Take() }, _time.GetUtcNow(), cancellationToken);
    }

    ValueTask<string?> ICookieCopies.FindSessionAsync(string credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return _copies.FindSessionAsync(credential, _policy.Current, _time.GetUtcNow(), cancellationToken);
    }

    async ValueTask<CookieCopyResult> ICookieCopies.AuthenticateCopiesAsync(IReadOnlyList<string> credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentOutOfRangeException.ThrowIfZero(credentials.Count);
        string latest = JwtCopies.Latest(credentials, _policy.Current);
        return new(await AuthenticateAsync(latest, cancellationToken).ConfigureAwait(false), latest);
    }

    // The token does not say whether its cookie is persistent. The next refresh, sign-in or sign-out deletes the other copies.
    ValueTask<IssuedCredential?> ICookieCopies.FindCurrentAsync(string credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new((IssuedCredential?)null);
    }

    // A token has no place for them, and the session of a refresh token is not read at each request.
    private void RefuseItems(IReadOnlyDictionary<string, string?>? items, string parameter)
    {
        if (items is { Count: > 0 })
            throw KeepsNoItems($"{items.Count} given", parameter);
    }

    private ArgumentException KeepsNoItems(string given, string parameter) =>
        new($"The JWT strategy \"{Name}\" keeps no items ({given}). Put what the token must say into claims, or use a session strategy, which keeps items.", parameter);

    private ValueTask<AuthResult> AuthenticateRefreshTokenAsync(string refreshToken, IReadOnlyList<string> copies, AuthenticateTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        ArgumentNullException.ThrowIfNull(copies);
        cancellationToken.ThrowIfCancellationRequested();
        return _refreshTokens.AuthenticateAsync(refreshToken, copies, terms, _policy.Current, _time.GetUtcNow(), cancellationToken);
    }
}
