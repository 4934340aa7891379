using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>Identity's application scheme is ours, and its other schemes stay its own.</summary>
[TestFixture]
public sealed class IdentitySchemesTests
{
    [Test]
    public async Task ExternalCookie_OfIdentity_StaysItsOwn()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(map: web =>
        {
            web.MapPost("/external", () => TypedResults.SignIn(AspNetCore.Tests.Hosting.Logins.Alice, authenticationScheme: IdentityConstants.ExternalScheme));
            web.MapGet("/external", async (HttpContext context) => (await context.AuthenticateAsync(IdentityConstants.ExternalScheme)).Principal?.FindFirst("sub")?.Value);
        });
        using HttpClient browser = app.App.Browser();

        Answer signedIn = await browser.AskAsync("POST /external");

        Assert.That(signedIn.All("Set-Cookie"), Has.All.StartWith("Identity.External="));
        Assert.That((await browser.AskAsync("GET /external")).Body, Is.EqualTo("alice"));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "S-09")]
    public async Task TwoFactor_BetweenTheSteps_IsNoSession()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(map: web =>
        {
            web.MapPost("/account/2fa", async (string code, SignInManager<Person> signIn) => (await signIn.TwoFactorSignInAsync("Email", code, isPersistent: false, rememberClient: false)).ToString());
        });
        await app.WithAsync(async (users, alice) =>
        {
            await users.ConfirmEmailAsync(alice, await users.GenerateEmailConfirmationTokenAsync(alice));
            return await users.SetTwoFactorEnabledAsync(alice, true);
        });
        using HttpClient browser = app.App.Browser();
        Answer first = await browser.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}");
        int between = (await browser.AskAsync("GET /account/me")).Status;
        string code = await app.WithAsync((users, alice) => users.GenerateTwoFactorTokenAsync(alice, "Email"));

        Answer second = await browser.AskAsync($"POST /account/2fa?code={code}");

        Assert.That((first.Body, between, second.Body), Is.EqualTo(("RequiresTwoFactor", 401, "Succeeded")));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task SignOut_WithoutAScheme_IsOurs()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(map: web => web.MapPost("/out", () => TypedResults.SignOut()));
        using HttpClient browser = await app.LoginAsync();

        await browser.AskAsync("POST /out");

        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }
}
