using AuthStrategies.Fit.Tests.Identity;
using Microsoft.AspNetCore.Builder;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary><c>RefreshSignInAsync</c> of ASP.NET Core Identity while the page has requests under way.</summary>
[TestFixture]
public sealed class IdentityRotationTests
{
    [TestCase(1, 0)]
    [TestCase(16, 1)]
    [Property("Requirement", "M-11")]
    public async Task RefreshSignIn_WithFourRequestsUnderWay_AllSucceed(int minutes, int setCookies)
    {
        PausePoints pauses = new();
        await using IdentityApp app = await IdentityApp.StartAsync(map: web => web.MapGet("/pause/{name}", async (string name) =>
        {
            await pauses[name].PassAsync();
            return name;
        }).RequireAuthorization());
        using BrowserClient browser = new(app.App.Address, new BrowserCookieJar(app.App.Time));
        await browser.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}", BrowserRequestKind.Navigation);
        string? cookie = browser.Jar.Find(RotationApp.Cookie);
        app.App.Time.Advance(TimeSpan.FromMinutes(minutes));
        BrowserRequest[] underWay = [.. "abcd".Select(name => browser.Start($"GET /pause/{name}"))];
        await Task.WhenAll("abcd".Select(name => pauses[$"{name}"].ReachedAsync()));
        await app.WithAsync((users, alice) => users.RemoveFromRoleAsync(alice, "admin"));

        BrowserAnswer refresh = await browser.AskAsync("POST /account/refresh");
        pauses.ReleaseAll();
        BrowserAnswer[] answers = await Task.WhenAll(underWay.Select(request => request.Answer));

        Assert.That((refresh.Status, refresh.SetCookies.Count, browser.Jar.Find(RotationApp.Cookie) == cookie), Is.EqualTo((200, setCookies, setCookies == 0)));
        Assert.That(answers.Select(answer => (answer.Status, answer.SetCookies.Count)), Is.All.EqualTo((200, 0)));
        Assert.That((await browser.AskAsync("GET /account/admin")).Status, Is.EqualTo(403), "The session has the new claims.");
        app.App.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }
}
