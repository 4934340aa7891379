using System.Security.Claims;
using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>A real Blazor Server application, and a browser that holds a circuit open.</summary>
public sealed partial class CircuitSessionProviderTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Circuit_SessionIsRevoked_ItsUserTurnsAnonymousAndItLivesOn(bool withHubs)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Browser.LaunchOrIgnoreAsync(playwright);
        await using TestApplication app = await StartAsync(withHubs);
        IssuedCredential credential = await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        IPage page = await OpenAsync(browser, app, credential);
        await Live(page, "alice").WaitForAsync();
        await PassAsync(app, TimeSpan.FromHours(2));
        bool isStillAlice = await Live(page, "alice").IsVisibleAsync();

        await app.Services.GetRequiredService<ISessionDirectory>().RevokeAsync("alice", credential.SessionId!.Value);
        await PassAsync(app, Interval);

        await Live(page, "nobody").WaitForAsync();
        Assert.That(isStillAlice, Is.True);
        Assert.That(app.Log.Entries.Where(line => line.Category.EndsWith("HubSessionFilter", StringComparison.Ordinal)), Is.Empty, "the circuit's connection is the provider's matter, not the filter's");
    }

    [TestCase("sub", "email", "role")]
    [TestCase(ClaimTypes.NameIdentifier, ClaimTypes.Email, ClaimTypes.Role)]
    public async Task Circuit_ClaimsOfEitherName_AreFoundUnderBoth(string subject, string email, string role)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Browser.LaunchOrIgnoreAsync(playwright);
        await using TestApplication app = await StartAsync(withHubs: false);
        ClaimsPrincipal user = new(new ClaimsIdentity([new(subject, "7"), new(email, "a@b.example"), new(role, "editor")], "password", ClaimTypes.Name, role));
        IPage page = await OpenAsync(browser, app, await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(user));

        ILocator claims = page.Locator("p.live-claims");
        await claims.WaitForAsync();

        Assert.That(await claims.TextContentAsync(), Is.EqualTo("7 7 a@b.example True"));
    }

    [Test]
    public async Task Circuit_IsClosed_IsForgotten()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Browser.LaunchOrIgnoreAsync(playwright);
        await using TestApplication app = await StartAsync(withHubs: false);
        SessionMonitor watch = app.Services.GetRequiredService<SessionMonitor>();
        IPage page = await OpenAsync(browser, app, await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice));
        await Live(page, "alice").WaitForAsync();
        int open = watch.Count;

        await page.GotoAsync("about:blank");

        Assert.That(() => watch.Count, Is.Zero.After(60_000, 20));
        Assert.That(open, Is.EqualTo(1));
    }

    private static ILocator Live(IPage page, string name) => page.Locator("p.live", new() { HasText = name });

    private static Task<TestApplication> StartAsync(bool withHubs) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().UseAspNetCore();
            services.AddRazorComponents().AddInteractiveServerComponents().AddSessionRevalidation();
            if (withHubs)
                services.AddSignalR().AddSessionRevalidation();
            services.AddCascadingAuthenticationState();
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
        },
        app =>
        {
            app.UseAntiforgery();
            app.MapGet("/_framework/blazor.web.js", () => Results.File(Path.Combine(AppContext.BaseDirectory, "blazor.web.js"), "text/javascript"));
            app.MapRazorComponents<CircuitRoot>().AddInteractiveServerRenderMode();
        });

    private static async Task<IPage> OpenAsync(IBrowser browser, TestApplication app, IssuedCredential credential)
    {
        IBrowserContext context = Browser.Patient(await browser.NewContextAsync(new() { IgnoreHTTPSErrors = true }));
        await context.AddCookiesAsync([new() { Name = "__Host-auth", Value = credential.Value, Url = app.Origin, Secure = true, HttpOnly = true }]);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"{app.Origin}/circuit");
        return page;
    }

    private static async Task PassAsync(TestApplication app, TimeSpan time)
    {
        for (DateTimeOffset end = app.Time.GetUtcNow() + time; app.Time.GetUtcNow() < end;)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
