using System.Net;
using System.Text.RegularExpressions;
using AuthStrategies.Tasks.Tests.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/login-pages.md.</summary>
[TestFixture]
public sealed partial class LoginPagesTests
{
    /// <summary>Who renders the pages.</summary>
    public enum Pages
    {
        Mvc,
        Blazor,
    }

    [Test]
    public async Task Login_AfterAPageThatNeedsOne_LeadsBackToIt([Values] Pages pages)
    {
        await using Site site = await StartAsync(pages);
        Browser browser = site.OpenBrowser();

        using HttpResponseMessage challenge = await browser.OpenAsync("/account");
        string loginPage = challenge.Headers.Location!.OriginalString;
        using HttpResponseMessage login = await SubmitLoginAsync(browser, loginPage, pages, "right");
        using HttpResponseMessage account = await browser.OpenAsync(login.Headers.Location!.OriginalString);

        Assert.That(loginPage, Does.StartWith("/login?ReturnUrl=%2Faccount").Or.StartWith("https://localhost/login?ReturnUrl=%2Faccount"));
        Assert.That((login.StatusCode, login.Headers.Location!.OriginalString), Is.EqualTo((HttpStatusCode.Redirect, "/account")));
        Assert.That(await account.Content.ReadAsStringAsync(), Does.Contain("Account of alice"));
    }

    [Test]
    public async Task Login_WrongPassword_ShowsTheFormAgain([Values] Pages pages)
    {
        await using Site site = await StartAsync(pages);
        Browser browser = site.OpenBrowser();

        using HttpResponseMessage login = await SubmitLoginAsync(browser, "/login?ReturnUrl=%2Faccount", pages, "wrong");

        Assert.That(login.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await login.Content.ReadAsStringAsync(), Does.Contain("The name or the password is wrong.").And.Contain("<form"));
        Assert.That(await browser.OpenAsync("/account").StatusAsync(), Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task Login_PageOpenedByItself_LogsIn([Values] Pages pages)
    {
        await using Site site = await StartAsync(pages);
        Browser browser = site.OpenBrowser();

        using HttpResponseMessage login = await SubmitLoginAsync(browser, "/login", pages, "right");

        Assert.That(login.StatusCode, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.Redirect));
        Assert.That(await browser.OpenAsync("/account").StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Login_ReturnUrlOfAnotherSite_IsNotFollowed([Values] Pages pages)
    {
        await using Site site = await StartAsync(pages);

        using HttpResponseMessage login = await SubmitLoginAsync(site.OpenBrowser(), "/login?ReturnUrl=https%3A%2F%2Fevil.example", pages, "right");

        Assert.That(login.Headers.Location?.OriginalString, Is.Null.Or.EqualTo("/").Or.EqualTo("https://localhost/"));
    }

    [Test]
    public async Task Logout_Form_EndsTheSession([Values] Pages pages)
    {
        await using Site site = await StartAsync(pages);
        Browser browser = site.OpenBrowser();
        using HttpResponseMessage login = await SubmitLoginAsync(browser, "/login?ReturnUrl=%2Faccount", pages, "right");

        using HttpResponseMessage logout = await browser.SubmitAsync("/auth/logout");

        Assert.That((login.StatusCode, logout.StatusCode), Is.EqualTo((HttpStatusCode.Redirect, HttpStatusCode.Redirect)));
        Assert.That(await browser.OpenAsync("/account").StatusAsync(), Is.EqualTo(HttpStatusCode.Redirect));
    }

    private static Task<Site> StartAsync(Pages pages) => pages == Pages.Mvc
        ? Site.StartAsync(LoginPages.AddMvc, LoginPages.MapMvc)
        : Site.StartAsync(LoginPages.AddBlazor, LoginPages.MapBlazor);

    private static async Task<HttpResponseMessage> SubmitLoginAsync(Browser browser, string address, Pages pages, string password)
    {
        using HttpResponseMessage page = await browser.OpenAsync(address);
        string html = await page.Content.ReadAsStringAsync();
        string token = AntiforgeryToken().Match(html).Groups[1].Value;
        (string, string)[] fields = pages == Pages.Mvc
            ? [("Name", "alice"), ("Password", password)]
            : [("Input.Name", "alice"), ("Input.Password", password), ("_handler", "login")];
        return await browser.SubmitAsync(address, [.. fields, ("__RequestVerificationToken", token)]);
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex AntiforgeryToken();
}
