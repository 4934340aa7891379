using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>POST /auth/logout-others.</summary>
[TestFixture]
public sealed class LogoutOthersEndpointTests
{
    [Test]
    [Property("Requirement", "S-07")]
    public async Task LogoutOthers_OneUser_KeepsTheSessionOfTheRequestOnly()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.JwtWithRefresh));
        string mine = await host.LogInAsync();
        string other = await host.LogInAsync();
        string bobs = await host.LogInAsync("bob");
        await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("POST /auth/logout-others", $"Cookie: __Host-auth={mine}");
        int[] statuses = [.. (await Task.WhenAll(new[] { mine, other, bobs }.Select(cookie => host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")))).Select(a => a.Status)];

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "{\"ended\":2}")));
        Assert.That(answer.SetCookie("__Host-auth"), Is.Null);
        Assert.That(answer.One("Cache-Control"), Does.Contain("no-store"));
        Assert.That(statuses, Is.EqualTo(new[] { 200, 401, 200 }));
        Assert.That(await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task LogoutOthers_OfAnAccessTokenWithASession_KeepsThatSession()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse mine = await host.LogInForTokenAsync();
        await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout-others", $"Authorization: Bearer {mine.AccessToken}");
        RefreshResult refreshed = await host.App.Services.GetRequiredService<IAuthStrategy>().RefreshAsync(mine.RefreshToken!);

        Assert.That((answer.Body, refreshed.Succeeded), Is.EqualTo(("{\"ended\":1}", true)));
    }

    [Test]
    public async Task LogoutOthers_OfAStatelessToken_KeepsNoSession()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt));
        string cookie = await host.LogInAsync();
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("POST /auth/logout-others", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((answer.Body, (await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status), Is.EqualTo(("{\"ended\":1}", 401)));
    }

    [TestCase("")]
    [TestCase("Cookie: __Host-auth=garbage")]
    public async Task LogoutOthers_WithoutUser_IsChallenged(string header)
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout-others", header.Length == 0 ? "X-A: b" : header);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((401, "application/problem+json")));
    }
}
