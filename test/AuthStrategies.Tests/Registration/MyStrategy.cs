using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Registration;

/// <summary>A strategy of an application's own: the shortest possible.</summary>
public sealed class MyStrategy([ServiceKey] string name) : IAuthStrategy
{
    public string Name => name;

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new IssuedCredential { Value = "mine", ExpiresAt = DateTimeOffset.MaxValue });

    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => default;

    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => default;

    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => ValueTask.FromResult(RevokeOutcome.NotSupported);
}
