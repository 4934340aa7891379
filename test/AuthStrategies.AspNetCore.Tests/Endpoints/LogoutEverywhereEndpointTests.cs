using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>POST /auth/logout and /auth/logout-everywhere.</summary>
[TestFixture]
public sealed class LogoutEverywhereEndpointTests
{
    [Test]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "R-07")]
    public async Task LogoutEverywhere_OneUser_EndsThatUsersSessionsOfAllStrategies()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.JwtWithRefresh));
        string mine = await host.LogInAsync();
        string other = await host.LogInAsync();
        string bobs = await host.LogInAsync("bob");
        await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("POST /auth/logout-everywhere", $"Cookie: __Host-auth={mine}");
        int[] statuses = [.. (await Task.WhenAll(new[] { mine, other, bobs }.Select(cookie => host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")))).Select(a => a.Status)];

        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"Revoked\",\"ended\":3}"));
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
        Assert.That(statuses, Is.EqualTo(new[] { 401, 401, 200 }));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [Test]
    public async Task LogoutEverywhere_OfAStatelessToken_EndsTheSessionsAndSaysWhatItCannot()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt));
        await host.LogInAsync();
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("POST /auth/logout-everywhere", $"Authorization: Bearer {token.AccessToken}");

        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"NotSupported\",\"ended\":1}"));
    }

    [TestCase("")]
    [TestCase("Cookie: __Host-auth=garbage")]
    public async Task LogoutEverywhere_WithoutUser_IsChallenged(string header)
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout-everywhere", header.Length == 0 ? "X-A: b" : header);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((401, "application/problem+json")));
    }
}
