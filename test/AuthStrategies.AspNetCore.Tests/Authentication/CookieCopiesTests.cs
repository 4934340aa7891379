using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Several values of one cookie in one request.</summary>
[TestFixture]
[Property("Requirement", "M-13")]
[Property("Requirement", "X-04")]
[Property("Requirement", "B-02")]
public sealed class CookieCopiesTests
{
    private const string Browser = "Sec-Fetch-Site: same-origin";

    [Test]
    public async Task Copies_OfOneSession_OnlyTheNewestCountsAndIsStoredAlone()
    {
        await using TestHost host = await TestHost.StartAsync();
        (string old, string current) = await RotatedAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(12));

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}; __Host-auth={current}", Browser);

        // Alone, the old one would now be a sign of a second holder.
        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
        Assert.That(answer.All("Set-Cookie").Last(), Does.StartWith($"__Host-auth={current}; path=/; secure"));
        Assert.That(answer.All("Set-Cookie").SkipLast(1), Is.All.StartWith("__Host-auth=;").And.All.EndWith("; Partitioned"));
        Assert.That(host.App.Log.Text, Does.Not.Contain("branch"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Copies_OfOneSession_CostOneReadTogether(bool isCurrentFirst)
    {
        await using TestHost host = await TestHost.StartAsync();
        (string old, string current) = await RotatedAsync(host);
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={current}");
        host.Store.Forget();

        RawAnswer answer = await host.SendAsync("GET /me", isCurrentFirst ? $"Cookie: __Host-auth={current}; __Host-auth={old}" : $"Cookie: __Host-auth={old}; __Host-auth={current}", "Sec-Purpose: prefetch");

        Assert.That((answer.Status, host.Store.Calls.Count), Is.EqualTo((200, 1)));
    }

    [Test]
    public async Task Copies_OfWhichNoneIsKnown_EndTheSessionOnce()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string wrong = cookie[..22] + new string('A', 42);
        string worse = cookie[..22] + new string('B', 42);

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={wrong}; __Host-auth={worse}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, after.Status), Is.EqualTo((401, 401)));
    }

    [Test]
    public async Task Copies_OfWhichOneIsForged_ChangeNothing()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string forged = cookie[..22] + new string('A', 42);

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={forged}; __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, after.Status), Is.EqualTo((200, 200)));
    }

    [TestCase("GET /me", "__Host-auth=; __Host-auth={0}", TestName = "Twin_Empty_IsIgnored")]
    [TestCase("GET /me", "__Host-auth=garbage; __Host-auth={0}", TestName = "Twin_Garbage_IsIgnored")]
    [TestCase("GET /me", "__Host-auth={0}; __Host-auth=garbage; __Host-auth=more; __Host-auth=and more; __Host-auth=", TestName = "Twins_OfGarbage_AreIgnoredInAnyNumber")]
    [TestCase("GET /me", "__Host-auth={0}; __Host-auth={0}; __Host-auth={0}; __Host-auth={0}", TestName = "Twins_Equal_AreOne")]
    [TestCase("POST /auth/refresh", "__Host-auth=garbage; __Host-auth={0}", TestName = "Twin_Garbage_IsIgnoredAtRefresh")]
    public async Task Twins_WithoutASession(string requestLine, string header)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync(requestLine, "Cookie: " + string.Format(null, header, cookie), Browser);

        Assert.That(answer.Status, Is.AnyOf(200, 204));
        Assert.That(answer.All("Set-Cookie").Last(), Does.StartWith($"__Host-auth={cookie};"));
    }

    [Test]
    public async Task Copies_OfDifferentSessions_AreRefusedAndDeletedOnce()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Cookie.Name = "__Secure-auth");
        string mine = (await host.SendAsync("POST /login/alice")).CookieValue("__Secure-auth")!;
        string planted = (await host.SendAsync("POST /login/mallory")).CookieValue("__Secure-auth")!;

        RawAnswer answer = await host.App.SendRawAsync("GET /me", [$"Cookie: __Secure-auth={planted}; __Secure-auth={mine}"], host: "app.example.com");

        Assert.That((answer.Status, answer.Body.Contains("different sessions", StringComparison.Ordinal)), Is.EqualTo((400, true)));
        Assert.That(answer.All("Set-Cookie"), Is.All.Contains("=; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0;"));
        Assert.That(
            answer.All("Set-Cookie").Select(line => string.Join(';', line.Split("; ").Where(part => part.StartsWith("domain=", StringComparison.Ordinal) || part.StartsWith("path=", StringComparison.Ordinal) || part == "Partitioned"))),
            Is.EquivalentTo(new[]
            {
                "path=/", "path=/;Partitioned", "domain=app.example.com;path=/", "domain=example.com;path=/", "path=/me", "path=/me;Partitioned",
                "domain=app.example.com;path=/;Partitioned", "domain=example.com;path=/;Partitioned", "domain=app.example.com;path=/me",
                "domain=app.example.com;path=/me;Partitioned", "domain=example.com;path=/me", "domain=example.com;path=/me;Partitioned",
            }));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task Copies_OfDifferentSessionsOfAFrontEndOfAnotherSite_AreNotDeleted()
    {
        await using TestHost host = await TestHost.StartAsync();
        string mine = await host.LogInAsync();
        string planted = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("POST /me", $"Cookie: __Host-auth={planted}; __Host-auth={mine}", "Sec-Fetch-Site: cross-site");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((403, false)));
    }

    [Test]
    public async Task Copies_FourOfOneSession_AreRefusedAndDeleted()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string[] copies = [cookie, .. "ABC".Select(letter => cookie[..22] + new string(letter, 42))];

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Join("; ", copies.Select(copy => "__Host-auth=" + copy)));
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Count(), after.Status), Is.EqualTo((400, 2, 200)));
    }

    [Test]
    public async Task Copies_OfDifferentSessionsAtLogin_AreEndedAndReplacedInTheSameRequest()
    {
        await using TestHost host = await TestHost.StartAsync();
        string mine = await host.LogInAsync();
        string planted = await host.LogInAsync("mallory");

        RawAnswer login = await host.SendAsync("POST /login/alice", $"Cookie: __Host-auth={planted}; __Host-auth={mine}");
        string[] values = [.. login.All("Set-Cookie").Select(line => line.Split(';')[0])];

        Assert.That((login.Status, values.Length, values[0], values[1].Length), Is.EqualTo((200, 2, "__Host-auth=", "__Host-auth=".Length + 64)));
        Assert.That((await host.SendAsync("GET /me", $"Cookie: {values[1]}")).Status, Is.EqualTo(200));
        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={mine}")).Status, Is.EqualTo(401));
        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={planted}")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task SignIn_WhoseOtherSessionsCannotBeEnded_IsTakenBack()
    {
        await using TestHost host = await TestHost.StartAsync();
        string mine = await host.LogInAsync();
        string planted = await host.LogInAsync("mallory");
        int removals = 0;
        host.Store.Before = (operation, _) => operation == "remove" && ++removals == 2 ? throw new SessionStoreException("The store is broken.") : Task.CompletedTask;

        RawAnswer login = await host.SendAsync("POST /login/alice", $"Cookie: __Host-auth={planted}; __Host-auth={mine}");

        Assert.That((login.Status, login.All("Set-Cookie").Any()), Is.EqualTo((503, false)));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Count, Is.EqualTo(1));
    }

    [TestCase("POST /logout")]
    [TestCase("POST /auth/logout")]
    public async Task Copies_OfDifferentSessionsAtLogout_AllEndAndAreDeleted(string requestLine)
    {
        await using TestHost host = await TestHost.StartAsync();
        string[] cookies = [await host.LogInAsync(), await host.LogInAsync("mallory"), await host.LogInAsync("bob"), await host.LogInAsync("carol")];

        RawAnswer answer = await host.SendAsync(requestLine, "Cookie: " + string.Join("; ", cookies.Select(cookie => "__Host-auth=" + cookie)));

        Assert.That(answer.All("Set-Cookie"), Has.Exactly(2).StartsWith("__Host-auth=;"));
        foreach (string cookie in cookies)
            Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task FormerName_Alone_IsAcceptedAndMoves()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Cookie.FormerNames.Add("auth"));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: auth={cookie}", Browser);

        Assert.That((answer.Status, answer.CookieValue("__Host-auth")), Is.EqualTo((200, cookie)));
        Assert.That(answer.All("Set-Cookie"), Has.Some.StartsWith("auth=;"));
    }

    [Test]
    public async Task FormerName_OfAnotherSessionBesideThePresentName_IsIgnoredAndDeleted()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Cookie.FormerNames.Add("auth"));
        string cookie = await host.LogInAsync();
        string planted = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: auth={planted}; __Host-auth={cookie}", Browser);

        Assert.That((answer.Status, answer.Body, answer.CookieValue("__Host-auth")), Is.EqualTo((200, "alice", cookie)));
        Assert.That(answer.All("Set-Cookie"), Has.Some.StartsWith("auth=;"));
    }

    [Test]
    public async Task Jwts_OfOneSession_TheLaterIssuedOneCounts()
    {
        await using TestHost host = await StartJwtAsync(Logins.JwtWithRefresh);
        RawAnswer login = await host.SendAsync("POST /login/alice");
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        RawAnswer refreshed = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={login.CookieValue("__Secure-auth-refresh")}");
        host.App.Time.Advance(TimeSpan.FromMinutes(13));
        string first = login.CookieValue("__Host-auth")!;
        string second = refreshed.CookieValue("__Host-auth")!;

        RawAnswer one = await host.SendAsync("GET /me", $"Cookie: __Host-auth={first}; __Host-auth={second}");
        RawAnswer other = await host.SendAsync("GET /me", $"Cookie: __Host-auth={second}; __Host-auth={first}");

        Assert.That((one.Status, other.Status), Is.EqualTo((200, 200)));
    }

    [TestCase("alice")]
    [TestCase("mallory")]
    public async Task Jwts_OfDifferentLogins_AreRefusedAndDeleted(string user)
    {
        await using TestHost host = await StartJwtAsync(Logins.Jwt);
        string mine = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromSeconds(1));
        string other = await host.LogInAsync(user);

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={mine}; __Host-auth={other}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Count()), Is.EqualTo((400, 2)));
    }

    [Test]
    public async Task Jwt_BesideAForgedOne_Counts()
    {
        await using TestHost host = await StartJwtAsync(Logins.Jwt);
        string mine = await host.LogInAsync();
        string forged = mine[..^8] + "AAAAAAAA";

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={forged}; __Host-auth={mine}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [Test]
    public async Task Jwt_BesideASessionToken_IsRefused()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        string session = await host.LogInAsync();
        string jwt = await host.LogInAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={session}; __Host-auth={jwt}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((400, true)));
    }

    [Test]
    public async Task Cookies_OfTwoStrategies_AreRefusedAndDeleted()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddSession("Admin"), o => o.Strategy("Admin").Cookie.Name = "__Host-admin");
        string session = await host.LogInAsync();
        string admin = (await host.SendAsync("POST /login/alice?scheme=Admin")).CookieValue("__Host-admin")!;

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={session}; __Host-admin={admin}");

        Assert.That((answer.Status, answer.Body.Contains("exactly one is allowed", StringComparison.Ordinal)), Is.EqualTo((400, true)));
        Assert.That(answer.All("Set-Cookie"), Has.Some.StartsWith("__Host-auth=;").And.Some.StartsWith("__Host-admin=;"));
    }

    [Test]
    public async Task Cookie_BesideABearerToken_IsRefusedAndStays()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer);
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", $"Authorization: Bearer {cookie}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((400, false)));
    }

    [Test]
    public async Task RefreshCookies_OfOneSession_TheNewestIsRefreshedAndStoredAlone()
    {
        await using TestHost host = await StartJwtAsync(Logins.JwtWithRefresh);
        string first = (await host.SendAsync("POST /login/alice")).CookieValue("__Secure-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        string second = (await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={first}")).CookieValue("__Secure-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        string third = (await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={second}")).CookieValue("__Secure-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(6));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={first}; __Secure-auth-refresh={second}; __Secure-auth-refresh={third}");
        string[] lines = [.. answer.All("Set-Cookie").Where(line => line.StartsWith("__Secure-auth-refresh=", StringComparison.Ordinal))];
        string fourth = lines[^1].Split(';')[0].Split('=')[1];
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        RawAnswer after = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={fourth}");

        Assert.That((answer.Status, fourth.Length, after.Status), Is.EqualTo((204, 64, 204)));
        Assert.That(new[] { first, second, third }, Does.Not.Contain(fourth));
        Assert.That(lines.SkipLast(1), Is.Not.Empty.And.All.StartsWith("__Secure-auth-refresh=;"));
    }

    [Test]
    public async Task RefreshCookies_OfDifferentSessions_AreRefusedAndDeleted()
    {
        await using TestHost host = await StartJwtAsync(Logins.JwtWithRefresh);
        string mine = (await host.SendAsync("POST /login/alice")).CookieValue("__Secure-auth-refresh")!;
        string other = (await host.SendAsync("POST /login/mallory")).CookieValue("__Secure-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(6));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={mine}; __Secure-auth-refresh={other}");
        RawAnswer after = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={mine}");

        Assert.That((answer.Status, after.Status), Is.EqualTo((400, 204)));
        Assert.That(answer.All("Set-Cookie"), Is.Not.Empty.And.All.StartsWith("__Secure-auth-refresh=;").And.All.Contains("max-age=0"));
        Assert.That(answer.All("Set-Cookie").Count(), Is.LessThanOrEqualTo(16));
    }

    [Test]
    public async Task Copies_WhenTheStoreFails_AreUnavailableAndStay()
    {
        await using TestHost host = await TestHost.StartAsync();
        (string old, string current) = await RotatedAsync(host);
        host.Store.IsBroken = true;

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}; __Host-auth={current}", Browser);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((503, false)));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task Copies_WhoseNewestIsReplacedWhileTheRequestRuns_AreNotStoredAgain()
    {
        string? next = null;
        string current = "";
        TestHost? running = null;
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapGet("/slow", async () =>
        {
            running!.App.Time.Advance(TimeSpan.FromMinutes(16));
            next = (await running.SendAsync("GET /me", $"Cookie: __Host-auth={current}", Browser)).CookieValue("__Host-auth");
        }).RequireAuthorization());
        running = host;
        (string old, current) = await RotatedAsync(host);

        RawAnswer answer = await host.SendAsync("GET /slow", $"Cookie: __Host-auth={old}; __Host-auth={current}", Browser);

        Assert.That((answer.Status, next?.Length, answer.All("Set-Cookie").Any()), Is.EqualTo((200, 64, false)));
    }

    /// <summary>A token and its successor, which was used.</summary>
    private static async Task<(string Old, string Current)> RotatedAsync(TestHost host)
    {
        string old = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string current = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", Browser)).CookieValue("__Host-auth")!;
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={current}");
        return (old, current);
    }

    private static Task<TestHost> StartJwtAsync(Action<JwtStrategyOptions> jwt) =>
        TestHost.StartAsync(b => b.AddJwt(jwt), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
}
