using System.Security.Claims;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A strategy that keeps no items and does not say so: it ignores them.</summary>
internal sealed class StrategyWithoutItems(IAuthStrategy inner) : IAuthStrategy
{
    public string Name => inner.Name;

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.IssueAsync(principal, options, cancellationToken);

    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => inner.AuthenticateAsync(credential, cancellationToken);

    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => inner.RefreshAsync(credential, cancellationToken);

    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => inner.RevokeAsync(credential, cancellationToken);
}
