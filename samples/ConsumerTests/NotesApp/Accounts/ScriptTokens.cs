using System.Security.Claims;
using AuthStrategies;

namespace NotesApp.Accounts;

/// <summary>Tokens that users give to their scripts.</summary>
public sealed class ScriptTokens([FromKeyedServices("Jwt")] IAuthStrategy strategy)
{
    public const int LongestHours = 12;

    public async Task<IssuedCredential> CreateAsync(ClaimsPrincipal user, int hours, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hours);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hours, LongestHours);
        return await strategy.IssueAsync(user, new IssueOptions { AccessTokenLifetime = TimeSpan.FromHours(hours) }, cancellationToken);
    }
}
