using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using AuthStrategies.AspNetCore;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 2: a new password logs all other devices of the user out, and they are told why.</summary>
[TestFixture]
[Page("docs/sessions.md#Ending all sessions of a user")]
[Page("docs/sessions.md#Why a session ended")]
public sealed class LogOutEverywhereTests
{
    [Test]
    public async Task TheTask_IsSolved()
    {
        await using Site site = await Site.StartAsync(
            SpaSameSite.Add,
            app =>
            {
                SpaSameSite.Map(app);
                app.MapPost("/api/password", async (ClaimsPrincipal user, HttpContext context, ISessionDirectory sessions) =>
                {
                    // Here the application stores the new password.
                    SessionId? current = context.Features.Get<IAuthRequestFeature>()!.Result.SessionId;
                    return await sessions.RevokeAllAsync(
                        user.FindFirstValue("sub")!, except: current, new() { Reason = SessionEndReason.PasswordChanged });
                }).RequireAuthorization();
            });
        Browser computer = await LogInAsync(site, "alice");
        Browser phone = await LogInAsync(site, "alice");
        Browser other = await LogInAsync(site, "bob");

        using HttpResponseMessage password = await computer.FetchAsync(HttpMethod.Post, "/api/password");
        using HttpResponseMessage ended = await phone.FetchAsync(HttpMethod.Get, "/api/session");

        Assert.That(await password.Content.ReadAsStringAsync(), Is.EqualTo("1"));
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await ended.JsonAsync()).GetProperty("endReason").GetString(), Is.EqualTo("PasswordChanged"));
        Assert.That(await computer.FetchAsync(HttpMethod.Get, "/api/session").StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await other.FetchAsync(HttpMethod.Get, "/api/session").StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<Browser> LogInAsync(Site site, string name)
    {
        Browser browser = site.OpenBrowser();
        using HttpResponseMessage login = await browser.FetchAsync(HttpMethod.Post, "/api/login", JsonContent.Create(new LoginForm(name, "right")));
        login.EnsureSuccessStatusCode();
        return browser;
    }
}
