using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Testing.Tests.Hosting;

/// <summary>The strategies of the applications here.</summary>
internal static class Strategies
{
    public static void Both(IAuthStrategyBuilder builder) => builder.AddSession().AddJwt(Jwt);

    public static void JwtWithRefresh(IAuthStrategyBuilder builder) => builder.AddJwt(jwt =>
    {
        Jwt(jwt);
        jwt.RefreshTokens.Enabled = true;
    });

    private static void Jwt(JwtStrategyOptions jwt)
    {
        (jwt.Issuer, jwt.Audience) = ("https://issuer.example", "tests");
        jwt.SigningKeys.Add(TestKeys.Of("ES256"));
    }
}
