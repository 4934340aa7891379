using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using AuthStrategies.Tasks.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 1: a single-page application logs in, shows its user, and logs out. No other site can make its browser do something.</summary>
[TestFixture]
[Page("docs/recipes/spa-same-site.md#The server")]
public sealed class LoginForASinglePageApplicationTests
{
    private sealed record Form(string Name, string Password);

    [Test]
    public async Task TheTask_IsSolved()
    {
        await using Site site = await Site.StartAsync(
            builder => builder.Services.AddAuthStrategy().AddSession().UseAspNetCore(),
            app =>
            {
                app.MapPost("/login", (Form form) => form.Password == "right"
                        ? Results.SignIn(new(new ClaimsIdentity([new("sub", form.Name), new("name", form.Name)], "password")))
                        : Results.Unauthorized())
                    .RequireSameOrigin();
                app.MapPost("/pay", () => "paid").RequireAuthorization();
                app.MapAuthSession();
                app.MapAuthLogout();
            });
        Browser browser = site.OpenBrowser();

        HttpStatusCode stranger = await browser.FetchAsync(HttpMethod.Get, "/auth/session").StatusAsync();
        HttpStatusCode wrong = await LogInAsync(browser, "wrong");
        HttpStatusCode right = await LogInAsync(browser, "right");
        using HttpResponseMessage session = await browser.FetchAsync(HttpMethod.Get, "/auth/session");
        string name = (await session.JsonAsync()).GetProperty("name").GetString()!;
        HttpStatusCode pay = await browser.FetchAsync(HttpMethod.Post, "/pay").StatusAsync();
        browser.Origin = new("https://evil.example");
        HttpStatusCode evil = await browser.FetchAsync(HttpMethod.Post, "/pay").StatusAsync();
        browser.Origin = new("https://localhost");
        HttpStatusCode logout = await browser.FetchAsync(HttpMethod.Post, "/auth/logout").StatusAsync();
        HttpStatusCode after = await browser.FetchAsync(HttpMethod.Get, "/auth/session").StatusAsync();

        Assert.That((stranger, wrong, right), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        Assert.That((name, pay, evil), Is.EqualTo(("alice", HttpStatusCode.OK, HttpStatusCode.Forbidden)));
        Assert.That((logout, after), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    private static Task<HttpStatusCode> LogInAsync(Browser browser, string password) =>
        browser.FetchAsync(HttpMethod.Post, "/login", JsonContent.Create(new Form("alice", password))).StatusAsync();
}
