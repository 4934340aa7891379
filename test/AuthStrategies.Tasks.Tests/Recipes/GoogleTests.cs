using System.Net;
using System.Text;
using AuthStrategies.Tasks.Tests.Hosting;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/google.md: ASP.NET Core's own handler, and a Google without a network.</summary>
[TestFixture]
public sealed class GoogleTests
{
    [TestCase("/login/google", "/")]
    [TestCase("/login/google?returnUrl=%2Fme", "/me")]
    [TestCase("/login/google?returnUrl=https%3A%2F%2Fevil.example", "/")]
    [TestCase("/login/google?returnUrl=%2F%2Fevil.example", "/")]
    public async Task Login_EndToEnd_IsASessionOfTheApplicationsUser(string address, string backTo)
    {
        await using Site site = await StartAsync(new GoogleStub());
        Browser browser = site.OpenBrowser();

        using HttpResponseMessage callback = await LogInAsync(browser, address);
        using HttpResponseMessage me = await browser.FetchAsync(HttpMethod.Get, "/me");

        Assert.That((callback.StatusCode, callback.Headers.Location!.OriginalString), Is.EqualTo((HttpStatusCode.Redirect, backTo)));
        Assert.That(callback.Headers.GetValues("Set-Cookie"), Has.Some.StartsWith("__Host-auth="));
        Assert.That(await me.Content.ReadAsStringAsync(), Is.EqualTo("user-of-1084"));
    }

    /// <summary>As with <c>dotnet run</c>, whose first launch profile is plain HTTP.</summary>
    [Test]
    public async Task Login_OverPlainHttpInDevelopment_IsASession()
    {
        await using Site site = await StartAsync(new GoogleStub(), "Development");
        Browser browser = new(site, new("http://localhost"), "http://localhost");

        using HttpResponseMessage callback = await LogInAsync(browser, "/login/google");
        using HttpResponseMessage me = await browser.FetchAsync(HttpMethod.Get, "/me");

        Assert.That((callback.StatusCode, await me.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.Redirect, "user-of-1084")));
        Assert.That(callback.Headers.GetValues("Set-Cookie"), Has.Some.StartsWith("auth="));
    }

    [Test]
    public async Task Logout_AfterIt_EndsTheSession()
    {
        await using Site site = await StartAsync(new GoogleStub());
        Browser browser = site.OpenBrowser();
        using HttpResponseMessage callback = await LogInAsync(browser, "/login/google");

        HttpStatusCode logout = await browser.FetchAsync(HttpMethod.Post, "/auth/logout").StatusAsync();

        Assert.That((logout, await browser.FetchAsync(HttpMethod.Get, "/me").StatusAsync()), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    [Test]
    public async Task Callback_InAnotherBrowser_LogsNoUserIn()
    {
        await using Site site = await StartAsync(new GoogleStub());
        using HttpResponseMessage challenge = await site.OpenBrowser().OpenAsync("/login/google");
        Browser other = site.OpenBrowser();

        try
        {
            using HttpResponseMessage callback = await other.OpenAsync(CallbackOf(challenge));
            Assert.That(callback.IsSuccessStatusCode, Is.False);
        }
        catch (Exception refused) when (refused.GetType().Name == "AuthenticationFailureException")
        {
            // The handler throws; an application answers it with its error page.
        }

        Assert.That(await other.FetchAsync(HttpMethod.Get, "/me").StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static Task<Site> StartAsync(GoogleStub google, string environment = "Production") => Site.StartAsync(
        builder =>
        {
            builder.Configuration["Google:ClientId"] = "client";
            builder.Configuration["Google:ClientSecret"] = "secret";
            Google.Add(builder);
            builder.Services.Configure<GoogleOptions>(GoogleDefaults.AuthenticationScheme, o => o.BackchannelHttpHandler = google);
        },
        Google.Map,
        environment);

    private static async Task<HttpResponseMessage> LogInAsync(Browser browser, string address)
    {
        using HttpResponseMessage challenge = await browser.OpenAsync(address);
        Assert.That(challenge.Headers.Location!.Host, Is.EqualTo("accounts.google.com"));
        return await browser.OpenAsync(CallbackOf(challenge));
    }

    private static string CallbackOf(HttpResponseMessage challenge) =>
        $"/signin-google?code=once&state={Uri.EscapeDataString(QueryHelpers.ParseQuery(challenge.Headers.Location!.Query)["state"]!)}";

    /// <summary>Answers for the token endpoint and the user information of Google.</summary>
    private sealed class GoogleStub : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string body = request.RequestUri!.AbsolutePath.Contains("token", StringComparison.Ordinal)
                ? """{"access_token":"of-google","token_type":"Bearer","expires_in":3600}"""
                : """{"sub":"1084","id":"1084","name":"Alice","email":"alice@example.com"}""";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request });
        }
    }
}
