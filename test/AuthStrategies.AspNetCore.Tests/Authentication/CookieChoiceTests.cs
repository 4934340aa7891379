using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Which cookies of a request count, and which of them an answer deletes, with several names and strategies.</summary>
[TestFixture]
[Property("Requirement", "M-13")]
[Property("Requirement", "X-04")]
public sealed class CookieChoiceTests
{
    [TestCase("auth=garbage; auth={0}", ExpectedResult = 200)]
    [TestCase("auth={0}; auth=garbage", ExpectedResult = 200)]
    [TestCase("auth={0}; auth={1}", ExpectedResult = 400)]
    [TestCase("auth=garbage; auth=more", ExpectedResult = 401)]
    [TestCase("__Host-auth=garbage; __Host-auth=more", ExpectedResult = 401)]
    [TestCase("auth={0}; __Host-auth=garbage", ExpectedResult = 200)]
    public async Task<int> Copies_UnderAFormerName(string cookies)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Cookie.FormerNames.Add("auth"));
        string cookie = await host.LogInAsync();
        string other = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Format(null, cookies, cookie, other));

        return answer.Status;
    }

    [TestCase("Session", "", "Present Former")]
    [TestCase("Session", "__Host-auth", "Present All")]
    [TestCase("Session", "__Host-auth __Host-auth", "All All")]
    [TestCase("Session", "auth", "All All")]
    [TestCase("Session", "old-admin", "Present Former")]
    [TestCase("Admin", "__Host-auth", "Present Former")]
    [TestCase("Admin", "__Host-admin", "Present All")]
    [TestCase("Admin", "__Host-admin auth", "Present All")]
    public async Task Reach_OfAnAnswer_IsDecidedByTheCookiesOfTheStrategy(string strategy, string cookies, string reaches)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddSession("Admin"), o =>
        {
            o.Strategy("Session").Cookie.FormerNames.Add("auth");
            o.Strategy("Admin").Cookie.Name = "__Host-admin";
        });
        HttpStrategy of = host.App.Services.GetRequiredService<StrategyList>().All.Single(one => one.Name == strategy);
        PresentedCredentials presented = new();
        foreach (string name in cookies.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            presented.Add(new("text", CredentialSource.Cookie, name, IsFormer: !name.StartsWith("__Host-", StringComparison.Ordinal)));

        string actual = $"{CookieCopies.ReachOfChange(presented, of)} {CookieCopies.ReachOfEnd(presented, of)}";

        Assert.That(actual, Is.EqualTo(reaches));
    }

    [TestCase(0, "Former")]
    [TestCase(1, "Former")]
    [TestCase(2, "All")]
    public void Reach_OfRefreshCookies_IsAllIfThereAreSeveral(int count, string reach)
    {
        PresentedCredentials presented = new();
        for (int i = 0; i < count; i++)
            presented.Add(new("text", CredentialSource.Cookie, "__Secure-auth-refresh"));

        Assert.That(CookieCopies.RefreshReach(presented, CookieReach.Former).ToString(), Is.EqualTo(reach));
    }

    [TestCase("__Host-auth={0}; __Host-auth={1}", 400)]
    [TestCase("__Host-auth={0}; __Host-auth=garbage", 200)]
    public async Task Copies_BesideAnotherStrategy_AreDeletedAlone(string cookies, int status)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddSession("Admin"), o => o.Strategy("Admin").Cookie.Name = "__Host-admin");
        string cookie = await host.LogInAsync();
        string other = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Format(null, cookies, cookie, other), "Sec-Fetch-Site: same-origin");

        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(answer.All("Set-Cookie"), Is.Not.Empty.And.All.StartsWith("__Host-auth="));
    }

    [Test]
    public async Task Copies_BesideARefreshCookie_LeaveItAlone()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer mine = await host.SendAsync("POST /login/alice");
        RawAnswer other = await host.SendAsync("POST /login/mallory");
        string[] cookies = [.. new[] { mine, other }.Select(answer => "__Host-auth=" + answer.CookieValue("__Host-auth")), "__Secure-auth-refresh=" + mine.CookieValue("__Secure-auth-refresh")];

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Join("; ", cookies));

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.All("Set-Cookie"), Is.Not.Empty.And.All.StartsWith("__Host-auth="));
    }

    [Test]
    public async Task RefreshCookies_OfDifferentSessionsBesideAnotherStrategy_AreDeleted()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddJwt("Api", Logins.JwtWithRefresh), o =>
        {
            o.Transport = CredentialTransport.Cookie;
            o.Strategy("Api").Cookie.Name = "__Host-api";
            o.Strategy("Api").Cookie.RefreshName = "__Secure-api-refresh";
        });
        string mine = (await host.SendAsync("POST /login/alice")).CookieValue("__Secure-auth-refresh")!;
        string other = (await host.SendAsync("POST /login/mallory")).CookieValue("__Secure-auth-refresh")!;

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={mine}; __Secure-auth-refresh={other}; __Secure-api-refresh=garbage");

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.All("Set-Cookie"), Has.Some.StartsWith("__Secure-auth-refresh=;"));
    }

    [Test]
    public async Task Copies_OfAStrategy_AreNotShownToOneWithAnotherCookie()
    {
        // To a strategy that cannot compare copies, each value would be a session.
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddStrategy<RotatingStrategy>("Rotating", new() { IssuesCredentials = true, CanRefresh = true }).AddSession(),
            o => o.Strategy("Rotating").Cookie.Name = "__Host-other");
        string old = await host.LogInAsync(query: "?scheme=Session");
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string current = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!;

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}; __Host-auth={current}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }
}
