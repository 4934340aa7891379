using System.Security.Claims;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AuthStrategies.Tests.Registration;

/// <summary>The recipes of the README, compiled. A test holds the README against this file.</summary>
public static class Recipes
{
    public static void Session(IServiceCollection services)
    {
        services.AddAuthStrategy().AddSession(o => o.IdleTimeout = TimeSpan.FromMinutes(30));
    }

    public static async Task<string?> WithoutAWebFrameworkAsync()
    {
        var services = new ServiceCollection();
        services.AddAuthStrategy().AddSession();
        services.AddSingleton<Logins>();
        await using ServiceProvider provider = services.BuildServiceProvider();
        Logins logins = provider.GetRequiredService<Logins>();
        string credential = await logins.LogInAsync("42", "Alice");
        string? who = await logins.WhoIsItAsync(credential);
        return who;
    }

    public static void Jwt(IServiceCollection services, string secret)
    {
        services.AddAuthStrategy().AddJwt(o =>
        {
            o.Issuer = "https://api.example";
            o.Audience = "web";
            o.SigningKeys.Add(JwtKey.FromBase64(secret, "HS256"));
        });
    }

    public static void Both(IServiceCollection services, string pem)
    {
        services.AddAuthStrategy()
            .AddSession("Web")
            .AddJwt("Api", o =>
            {
                o.Issuer = "https://api.example";
                o.Audience = "mobile";
                o.SigningKeys.Add(JwtKey.FromPem(pem, "ES256"));
            });
    }

    public static void Configured(IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthStrategy(configuration.GetSection("Auth"));
    }

    public static void OwnStore(IServiceCollection services)
    {
        services.AddAuthStrategy().AddSession().UseSessionStore<MyStore>();
    }

    public static void OwnStrategy(IServiceCollection services)
    {
        services.AddAuthStrategy().AddStrategy<MyStrategy>("Mine");
    }

    public static async Task Mocked()
    {
        var strategy = new Mock<IAuthStrategy>();
        var alice = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice")], "test"));
        strategy.Setup(s => s.AuthenticateAsync("good", default)).ReturnsAsync(AuthResult.Success(alice));

        AuthResult good = await strategy.Object.AuthenticateAsync("good");
        AuthResult other = await strategy.Object.AuthenticateAsync("other");
        Assert.That(good.Succeeded, Is.True);
        Assert.That(other.IsApplicable, Is.False);
    }
}
