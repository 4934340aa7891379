using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class JwtRefreshTokenSettingsTests
{
    [TestCase(null)]
    [TestCase("")]
    public async Task RefreshTokens_EmptySection_LeavesThemOff(string? value)
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:RefreshTokens"] = value;
        await using ServiceProvider provider = Build(settings);

        IssuedCredential issued = await provider.GetRequiredService<IAuthStrategy>().IssueAsync(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "user-1")], "password")));

        Assert.That(issued.RefreshToken, Is.Null);
    }
}
