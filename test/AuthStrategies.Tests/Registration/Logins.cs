using System.Security.Claims;

namespace AuthStrategies.Tests.Registration;

/// <summary>What an application does with a strategy: log a user in, authenticate, log out.</summary>
public sealed class Logins(IAuthStrategy strategy)
{
    public async Task<string> LogInAsync(string userId, string name, CancellationToken cancellationToken = default)
    {
        ClaimsIdentity identity = new([new Claim("sub", userId), new Claim("name", name)], authenticationType: "password");
        IssuedCredential credential = await strategy.IssueAsync(new ClaimsPrincipal(identity), cancellationToken: cancellationToken);
        return credential.Value;
    }

    public async Task<string?> WhoIsItAsync(string credential, CancellationToken cancellationToken = default)
    {
        AuthResult result = await strategy.AuthenticateAsync(credential, cancellationToken);
        return result.Succeeded ? result.Principal.Identity?.Name : null;
    }

    public async Task<bool> LogOutAsync(string credential, CancellationToken cancellationToken = default) =>
        await strategy.RevokeAsync(credential, cancellationToken) == RevokeOutcome.Revoked;
}
