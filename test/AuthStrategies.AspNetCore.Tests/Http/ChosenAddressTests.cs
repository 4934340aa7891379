using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Where a browser is redirected to when functions of the application choose the address.</summary>
[TestFixture]
public sealed class ChosenAddressTests
{
    private const string Html = "Accept: text/html,*/*;q=0.8";

    [TestCase("/in", "/in?ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("~/in", "/in?ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("/in?x=1", "/in?x=1&ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("/#/in", "/?ReturnUrl=%2Fme%3Fa%3Db#/in")]
    [TestCase("/in?x=1#top", "/in?x=1&ReturnUrl=%2Fme%3Fa%3Db#top")]
    [TestCase("/in?ReturnUrl=", "/in?ReturnUrl=")]
    [TestCase("/in?returnurl=%2Fhome#top", "/in?returnurl=%2Fhome#top")]
    [TestCase("/größe page", "/gr%C3%B6%C3%9Fe%20page?ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("{origin}/in", "/in?ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("https://login.example", "https://login.example/?ReturnUrl={back}")]
    [TestCase("https://login.example?x=1", "https://login.example?x=1&ReturnUrl={back}")]
    [TestCase("HTTPS://Login.Example/In?x=%7e&y=%C3%BC", "https://login.example/In?x=%7e&y=%C3%BC&ReturnUrl={back}")]
    [TestCase("https://login.example:8443/in#top", "https://login.example:8443/in?ReturnUrl={back}#top")]
    [TestCase("https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?ReturnUrl={back}")]
    [TestCase("http://[::1]:5001/in", "http://[::1]:5001/in?ReturnUrl={back}")]
    [TestCase("https://login.example/?ReturnUrl=x", "https://login.example/?ReturnUrl=x")]
    public async Task Challenge_WithALegalAddress_LeadsThere(string chosen, string location)
    {
        TestHost? host = null;
        await using TestHost app = host = await TestHost.StartAsync(http: o => o.LoginLocation = _ => chosen.Replace("{origin}", host!.App.Origin, StringComparison.Ordinal));

        RawAnswer answer = await app.SendAsync("GET /me?a=b", Html);

        string back = Uri.EscapeDataString($"{app.App.Origin}/me?a=b");
        Assert.That((answer.Status, answer.One("Location"), answer.One("Cache-Control")), Is.EqualTo((302, location.Replace("{back}", back, StringComparison.Ordinal), "no-store")));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("in")]
    [TestCase("//login.example/")]
    [TestCase("/\\login.example/")]
    [TestCase("~//login.example/")]
    [TestCase("/in\r\nSet-Cookie: a=b")]
    [TestCase("https://login.example/\n")]
    [TestCase("https:/login.example/")]
    [TestCase("https:\\\\login.example/")]
    [TestCase("https://")]
    [TestCase("https://app.example@login.example/")]
    [TestCase("javascript:alert(1)")]
    [TestCase("myapp://login")]
    [TestCase("file:///etc/passwd")]
    public async Task Challenge_WithATextThatIsNoAddress_IsAClearErrorAndTheSessionGoesOn(string chosen)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => (o.LoginLocation, o.AccessDeniedLocation) = (_ => chosen, _ => chosen));
        string cookie = await host.LogInAsync();

        RawAnswer login = await host.SendAsync("GET /me", Html);
        RawAnswer denied = await host.SendAsync("GET /admin", Html, $"Cookie: __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((login.Status, denied.Status, after.Status), Is.EqualTo((500, 500, 200)));
        Assert.That(login.All("Location").Concat(denied.All("Location")).Concat(denied.All("Set-Cookie")), Is.Empty);
        Assert.That(host.App.Log.Text, Does.Contain("AuthHttpOptions.LoginLocation returned is ").And.Contain("AuthHttpOptions.AccessDeniedLocation returned is ").And.Contain("Write for example"));
    }

    [TestCase(null, 401, null)]
    [TestCase("/path", 302, "/path?ReturnUrl=%2Fme")]
    public async Task Challenge_WithoutAChosenAddress_IsThatOfThePath(string? path, int status, string? location)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => (o.LoginLocation, o.LoginPath) = (_ => null, path));

        RawAnswer answer = await host.SendAsync("GET /me", Html);

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((status, location)));
    }

    [Test]
    public async Task Challenge_WithPathAndFunction_FollowsTheFunction()
    {
        await using TestHost host = await TestHost.StartAsync(http: o =>
        {
            (o.LoginPath, o.AccessDeniedPath) = ("/login", "/denied");
            o.LoginLocation = context => context.Request.Query.ContainsKey("de") ? "/anmelden" : null;
            o.AccessDeniedLocation = _ => "https://help.example/denied?ReturnUrl=";
        });
        string cookie = await host.LogInAsync();

        RawAnswer german = await host.SendAsync("GET /me?de", Html);
        RawAnswer other = await host.SendAsync("GET /me", Html);
        RawAnswer denied = await host.SendAsync("GET /admin", Html, $"Cookie: __Host-auth={cookie}");

        Assert.That(
            (german.One("Location"), other.One("Location"), denied.One("Location")),
            Is.EqualTo(("/anmelden?ReturnUrl=%2Fme%3Fde", "/login?ReturnUrl=%2Fme", "https://help.example/denied?ReturnUrl=")));
    }

    [TestCase("/in", "GET /in", 401)]
    [TestCase("/in", "GET /IN/?a=b", 401)]
    [TestCase("/#/in", "GET /", 401)]
    [TestCase("/?view=in", "GET /", 302)]
    [TestCase("/?view=in", "GET /?view=in&ReturnUrl=%2F", 401)]
    [TestCase("{origin}/in", "GET /in", 401)]
    [TestCase("https://other.example/in", "GET /in", 302)]
    public async Task Challenge_OnThePageThatItWouldLeadTo_IsTheStatus(string chosen, string requestLine, int status)
    {
        TestHost? host = null;
        await using TestHost app = host = await TestHost.StartAsync(
            http: o => o.LoginLocation = _ => chosen.Replace("{origin}", host!.App.Origin, StringComparison.Ordinal),
            map: app => app.MapGet("/{*page}", () => "page").RequireAuthorization());

        Assert.That((await app.SendAsync(requestLine, Html)).Status, Is.EqualTo(status));
    }

    [TestCase("Sec-Fetch-Mode: cors", Html)]
    [TestCase("Accept: application/json")]
    [TestCase("Authorization: Bearer x", Html)]
    public async Task Challenge_OfARequestThatNoBrowserShows_DoesNotAskTheFunction(params string[] headers)
    {
        int asked = 0;
        await using TestHost host = await TestHost.StartAsync(http: o => o.LoginLocation = _ => $"/in{asked++}");

        RawAnswer answer = await host.SendAsync("GET /me", headers);

        Assert.That((answer.Status, asked), Is.EqualTo((401, 0)));
    }

    [Test]
    public async Task Challenge_WithAFunctionThatThrows_IsThatExceptionAndTheSessionGoesOn()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.AccessDeniedLocation = _ => throw new NotSupportedException("of the application"));
        string cookie = await host.LogInAsync();

        RawAnswer denied = await host.SendAsync("GET /admin", Html, $"Cookie: __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((denied.Status, after.Status, denied.All("Set-Cookie").Any()), Is.EqualTo((500, 200, false)));
        Assert.That(host.App.Log.Text, Does.Contain("of the application"));
    }

    [Test]
    public async Task Challenge_InABranch_ResolvesTheRootOfTheApplication()
    {
        await using TestHost host = await TestHost.StartAsync(
            http: o => o.LoginLocation = _ => "~/in",
            map: app =>
            {
                app.UsePathBase("/base");
                app.UseAuthentication();
                app.Map("/admin", branch => branch.Run(context => context.ChallengeAsync()));
            });

        RawAnswer answer = await host.SendAsync("GET /base/admin/x", Html);

        Assert.That(answer.One("Location"), Is.EqualTo("/base/in?ReturnUrl=%2Fbase%2Fadmin%2Fx"));
    }

    [TestCase("POST /login/alice?ReturnUrl=/x", 302, "/x")]
    [TestCase("POST /login/alice?ReturnUrl=//evil.example", 200, null)]
    [TestCase("POST /login/bob?ReturnUrl=/x", 200, null)]
    public async Task SignIn_AtTheChosenAddress_LeadsBack(string requestLine, int status, string? location)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.LoginLocation = _ => "/login/alice");

        RawAnswer answer = await host.SendAsync(requestLine, "Content-Type: application/x-www-form-urlencoded", Html);

        Assert.That((answer.Status, answer.One("Location"), answer.SetCookie("__Host-auth") is null), Is.EqualTo((status, location, false)));
    }

    [Test]
    public async Task SignIn_WithAFunctionThatThrows_IssuesNothing()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.LoginLocation = _ => throw new NotSupportedException("of the application"));

        RawAnswer answer = await host.SendAsync("POST /login/alice?ReturnUrl=/x");

        Assert.That((answer.Status, answer.SetCookie("__Host-auth")), Is.EqualTo((500, (string?)null)));
        Assert.That(host.Store.Calls, Is.Empty);
    }
}
