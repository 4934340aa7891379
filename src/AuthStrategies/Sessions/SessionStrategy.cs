using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies;

/// <summary>
/// Sessions that the server keeps: the client has a random token, and the store has the principal. Added by
/// <c>AddSession</c>; used as <see cref="IAuthStrategy"/>.
/// </summary>
/// <remarks>
/// <para>
/// A credential is exactly 64 base64url characters; any other text is not applicable and is never sent to the store. The store
/// contains no credential: its key is a hash of one part of the token, and the record contains a hash of the other part.
/// </para>
/// <para>
/// A session ends at its absolute end, when it was idle for <see cref="SessionStrategyOptions.IdleTimeout"/>, and when it is
/// revoked. The least recently used session ends when its subject has more than <see cref="SessionStrategyOptions.MaxSessionsPerSubject"/>.
/// A session also ends when two clients go on with different tokens of it (<see cref="AuthFailureReason.Reused"/>). A client
/// that lost an answer, or whose request was slow, is accepted with the token that it has.
/// </para>
/// <para>Immutable and thread-safe; all state is in the store. Clocks of several nodes must agree within a few seconds.</para>
/// </remarks>
public sealed partial class SessionStrategy : IAuthStrategy, ICookieRotation, ICookieCopies, ISessionItems, IAuthenticationWithoutRenewal, ISenderConstraint, IDeviceBinding, IFormerLogins
{
    private readonly PolicySource<SessionPolicy> _policy;
    private readonly TimeProvider _time;
    private readonly StrategyDiagnostics _diagnostics;
    private readonly SessionIssuer _issuer;
    private readonly SessionAuthenticator _authenticator;
    private readonly SessionRotator _rotator;
    private readonly SessionRevoker _revoker;
    private readonly SessionReferenceFinder _references;
    private readonly SessionItemsWriter _items;
    private readonly DeviceBinder _devices;
    private readonly FormerLogins _former;

    internal SessionStrategy(
        string name,
        PolicySource<SessionPolicy> policy,
        SessionStoreClient client,
        TimeProvider time,
        StrategyDiagnostics diagnostics,
        SessionReferenceFinder? references = null,
        PrincipalRefresh? application = null)
    {
        Name = name;
        _policy = policy;
        _time = time;
        _diagnostics = diagnostics;
        _former = new(client, diagnostics);
        _issuer = new(client, diagnostics, _former);
        _authenticator = new(client, diagnostics);
        _rotator = new(client, time, diagnostics, application);
        _revoker = new(client, diagnostics);
        _items = new(client, diagnostics);
        _devices = new(client, diagnostics);
        _references = references ?? SessionReferenceFinder.OpaqueOnly;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>The rules in force.</summary>
    internal SessionPolicy Policy => _policy.Current;

    /// <inheritdoc />
    public async ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = _time.GetUtcNow();
        SessionPolicy policy = _policy.Current;
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        IssueTerms.RequireNoToken(options);
        var terms = IssueTerms.Of(options, now);
        IReadOnlyList<SessionReference> replaces = await _references.FindAsync(options?.Replaces, cancellationToken).ConfigureAwait(false);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        IssuedCredential credential = await _issuer.IssueAsync(claims, terms, replaces, policy, SessionCredential.Maker, cancellationToken).ConfigureAwait(false);
        _diagnostics.ProtocolClaimsLeftOut(leftOut);
        _diagnostics.Issued(credential, principal, terms.Client);
        return credential;
    }

    /// <inheritdoc />
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) =>
        AuthenticateAsync(credential, AuthenticateTerms.Bearer.ForCaller(), cancellationToken);

    /// <inheritdoc />
    /// <remarks>A token that another answer has just replaced is accepted, and nothing is handed out: <see cref="RefreshResult.IsUnchanged"/>.</remarks>
    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) =>
        RefreshAsync(credential, RefreshTerms.Default, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        IClientFactsSource? caller = ClientFactsScope.Take();
        SessionId? id = OpaqueToken.TryParse(credential, out OpaqueToken token) ? token.Id : null;
        return await EndAsync(id, _policy.Current, caller, cancellationToken).ConfigureAwait(false) ? RevokeOutcome.Revoked : RevokeOutcome.NotFound;
    }

    ValueTask<ItemsOutcome> ISessionItems.UpdateAsync(string credential, Action<IDictionary<string, string?>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(change);
        return OpaqueToken.TryParse(credential, out OpaqueToken token)
            ? _items.UpdateAsync(token, change, _policy.Current, ClientFactsScope.Take(), _time.GetUtcNow(), cancellationToken)
            : default;
    }

    ValueTask<AuthResult> ISenderConstraint.AuthenticateBoundAsync(string credential, string keyThumbprint, bool isActivity, Func<CancellationToken, ValueTask<bool>>? useProof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyThumbprint);
        return AuthenticateAsync(credential, AuthenticateTerms.OfKey(keyThumbprint, isActivity, useProof).ForCaller(), cancellationToken);
    }

    ValueTask<RefreshResult> ISenderConstraint.RefreshBoundAsync(string credential, string keyThumbprint, Func<CancellationToken, ValueTask<bool>>? useProof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyThumbprint);
        return RefreshAsync(credential, RefreshTerms.OfKey(keyThumbprint, useProof), cancellationToken);
    }

    bool ICookieRotation.RotatesCookies => _policy.Current.RotatesCookies;

    ValueTask<AuthResult> ICookieRotation.AuthenticateCookieAsync(string credential, CancellationToken cancellationToken) =>
        AuthenticateAsync(credential, AuthenticateTerms.Cookie.ForCaller(), cancellationToken);

    ValueTask<IssuedCredential?> ICookieRotation.RotateAtHeadersAsync(string credential, Func<IssuedCredential, bool>? canDeliver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return OpaqueToken.TryParse(credential, out OpaqueToken token)
            ? _rotator.RotateAtHeadersAsync(token, _policy.Current, canDeliver, ClientFactsScope.Take(), _time.GetUtcNow(), cancellationToken)
            : default;
    }

    ValueTask<RefreshResult> ICookieRotation.RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RefreshAsync(credential, RefreshTerms.Of(options), cancellationToken);
    }

    ValueTask<string?> ICookieCopies.FindSessionAsync(string credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(OpaqueToken.TryParse(credential, out OpaqueToken token) ? token.Id.ToString() : null);
    }

    async ValueTask<CookieCopyResult> ICookieCopies.AuthenticateCopiesAsync(IReadOnlyList<string> credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentOutOfRangeException.ThrowIfZero(credentials.Count);
        return await AuthenticateCopiesAsync(credentials, AuthenticateTerms.Cookie.ForCaller(), cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<CookieCopyResult> IAuthenticationWithoutRenewal.AuthenticateWithoutRenewalAsync(string credential, IReadOnlyList<string> copies, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(copies);
        AuthenticateTerms terms = AuthenticateTerms.WithoutRenewal.ForCaller();
        return copies.Count == 0
            ? new(await AuthenticateAsync(credential, terms, cancellationToken).ConfigureAwait(false), credential)
            : await AuthenticateCopiesAsync([credential, .. copies], terms, cancellationToken).ConfigureAwait(false);
    }

    ValueTask<IssuedCredential?> ICookieCopies.FindCurrentAsync(string credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return OpaqueToken.TryParse(credential, out OpaqueToken token)
            ? _rotator.FindCurrentAsync(token, _policy.Current, _time.GetUtcNow(), cancellationToken)
            : default;
    }

    private async ValueTask<CookieCopyResult> AuthenticateCopiesAsync(IReadOnlyList<string> credentials, AuthenticateTerms terms, CancellationToken cancellationToken)
    {
        OpaqueToken[] copies = CopyRanking.Parse(credentials);
        if (copies.Length == 0)
            return new(AuthResult.None, credentials[0]);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        CookieCopyResult answer = await _authenticator.AuthenticateCopiesAsync(copies, terms, _policy.Current, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        _diagnostics.Authenticated(answer.Result, activity, terms.Client);
        return answer;
    }

    private async ValueTask<bool> EndAsync(SessionId? id, SessionPolicy policy, IClientFactsSource? caller, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Revoke);
        bool hasEnded = id is { } known && await _revoker.EndAsync(SessionReference.OfHolder(known, policy), caller, cancellationToken).ConfigureAwait(false);
        _diagnostics.Revoked(hasEnded ? RevokeOutcome.Revoked : RevokeOutcome.NotFound, id, activity);
        return hasEnded;
    }

    private ValueTask<AuthResult> AuthenticateAsync(string credential, AuthenticateTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        DateTimeOffset now = _time.GetUtcNow();
        SessionPolicy policy = _policy.Current;
        if (AuthStrategiesMetrics.Activities.HasListeners())
            return TracedAsync(credential, terms, policy, now, cancellationToken);

        if (!_authenticator.IsInMemory)
            return _authenticator.AuthenticateAsync(credential, terms, policy, now, activity: null, cancellationToken);

        // The most frequent call, and the shortest: it reports here, so that nothing passes on what only others need.
        ValueTask<AuthResult> answer = _authenticator.AuthenticateInMemory(credential, terms, policy, now, cancellationToken);
        if (!answer.IsCompletedSuccessfully)
            return ReportedAsync(answer, terms.Client);

        AuthResult result = answer.Result;
        _diagnostics.Authenticated(result, activity: null, terms.Client);
        return new(result);
    }

    private async ValueTask<RefreshResult> RefreshAsync(string credential, RefreshTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        terms = terms with { Client = ClientFactsScope.Take() };
        DateTimeOffset now = _time.GetUtcNow();
        SessionPolicy policy = _policy.Current;
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Refresh);
        RefreshResult result = OpaqueToken.TryParse(credential, out OpaqueToken token)
            ? await _rotator.RefreshAsync(token, policy, terms, SessionCredential.Maker, now, cancellationToken).ConfigureAwait(false)
            : RefreshResult.None;
        _diagnostics.Refreshed(result, activity, terms.Client);
        return result;
    }

    private async ValueTask<AuthResult> TracedAsync(string credential, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Authenticate);
        return await _authenticator.AuthenticateAsync(credential, terms, policy, now, activity, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AuthResult> ReportedAsync(ValueTask<AuthResult> answer, IClientFactsSource? caller)
    {
        AuthResult result = await answer.ConfigureAwait(false);
        _diagnostics.Authenticated(result, activity: null, caller);
        return result;
    }
}
