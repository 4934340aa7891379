using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>The cookies of session strategies.</summary>
public sealed partial class CookieRotatorTests
{
    [Test]
    public async Task Request_WhenARenewalIsDueInAnotherClientThanABrowser_SetsNoCookie()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync(query: "?persistent=true");
        host.App.Time.Advance(TimeSpan.FromDays(5));
        RawAnswer renewed = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.App.Time.Advance(TimeSpan.FromDays(10));

        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((renewed.Status, renewed.All("Set-Cookie").Any(), later.Status), Is.EqualTo((200, false, 200)));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task Request_WhenARotationIsDue_SetsTheSuccessorWithALaterEnd()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync(query: "?persistent=true");
        host.App.Time.Advance(TimeSpan.FromDays(5));

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");

        Assert.That(answer.CookieValue("__Host-auth"), Has.Length.EqualTo(64).And.Not.EqualTo(cookie));
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("expires=Sat, 12 Dec 2026 12:00:00 GMT"));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task Request_WithTheReplacedCookie_IsServedAndSetsNone()
    {
        await using TestHost host = await TestHost.StartAsync();
        string old = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string next = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!;

        RawAnswer late = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={next}", "Sec-Fetch-Site: same-origin");

        Assert.That(next, Is.Not.EqualTo(old));
        Assert.That((late.Status, late.All("Set-Cookie").Any(), after.Status, after.All("Set-Cookie").Any()), Is.EqualTo((200, false, 200, false)));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Request_WhoseSuccessorWasLost_IsHandedAFreshOneAfterTheReuseWindow()
    {
        await using TestHost host = await TestHost.StartAsync();
        string old = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string lost = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        RawAnswer retry = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={retry.CookieValue("__Host-auth")}");

        Assert.That(retry.CookieValue("__Host-auth"), Has.Length.EqualTo(64).And.Not.EqualTo(lost).And.Not.EqualTo(old));
        Assert.That((retry.Status, after.Status), Is.EqualTo((200, 200)));
    }

    [TestCase("X-A: b", 0, TestName = "Request_PastRotateEveryOfAClientThatDoesNotRotate_AsksTheNearCacheOnly")]
    [TestCase("Sec-Fetch-Site: same-origin", 1, TestName = "Request_PastRotateEveryOfABrowser_AsksTheStore")]
    public async Task NearCache(string header, int leastReads)
    {
        await using TestHost host = await TestHost.StartAsync(strategies: builder => builder.AddSession().UseNearCache());
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        // The renewal, and the read after it.
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.Store.Forget();

        for (int request = 0; request < 5; request++)
            Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", header)).Status, Is.EqualTo(200));

        Assert.That(host.Store.Count("find"), leastReads == 0 ? Is.Zero : Is.AtLeast(leastReads));
    }

    [Test]
    [Property("Requirement", "X-08")]
    public async Task Request_OverPlainHttpWhenARotationIsDue_IsAuthenticatedAndNotRotated()
    {
        await using TestHost host = await TestHost.StartAsync(https: false);
        IssuedCredential issued = await host.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={issued.Value}", "Sec-Fetch-Site: same-origin");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((200, false)));
        Assert.That(host.App.Log.Text, Does.Contain("UseForwardedHeaders"));
    }

    [TestCase("sign-in", false, TestName = "SlowResponse_DuringASignIn_SetsNoCookie")]
    [TestCase("sign-out", false, TestName = "SlowResponse_DuringASignOut_SetsNoCookie")]
    [TestCase("refresh", false, TestName = "SlowResponse_DuringARefresh_SetsNoCookie")]
    [TestCase("rotation", false, TestName = "SlowResponse_DuringARotation_SetsNoCookie")]
    [TestCase("rotation and use", false, TestName = "SlowResponse_DuringARotationAndItsFirstUse_SetsNoCookie")]
    [TestCase("new claims", true, TestName = "SlowResponse_DuringAChangeOfClaims_SetsTheSuccessor")]
    [TestCase("signed in again", false, TestName = "SlowResponse_DuringASignInWithoutAuthentication_SetsNoCookie")]
    [TestCase("revoke", false, TestName = "SlowResponse_DuringARevocation_SetsNoCookie")]
    [TestCase("expiry", false, TestName = "SlowResponse_DuringTheEndOfTheSession_SetsNoCookie")]
    [TestCase("nothing", true, TestName = "SlowResponse_Alone_SetsTheSuccessor")]
    [Property("Requirement", "M-11")]
    public async Task SlowResponse(string change, bool isSet)
    {
        Func<Task> whileItRuns = () => Task.CompletedTask;
        await using TestHost host = await TestHost.StartAsync(map: app =>
        {
            app.MapGet("/slow", async () => await whileItRuns()).RequireAuthorization();
            app.MapPost("/again", async (HttpContext context) =>
            {
                AuthenticateResult known = await context.AuthenticateAsync();
                await context.SignInAsync(known.Principal!, known.Properties);
            });
        });
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        List<string> received = [];
        whileItRuns = async () =>
        {
            if (await ChangeAsync(host, change, cookie) is { } other)
                received.Add(other);
        };

        RawAnswer slow = await host.SendAsync("GET /slow", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");

        Assert.That((slow.Status, slow.SetCookie("__Host-auth") is not null), Is.EqualTo((200, isSet)));
        Assert.That(slow.CookieValue("__Host-auth"), Is.Not.EqualTo(cookie));
        foreach (string changed in received)
            Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={changed}")).Status, Is.EqualTo(200));
    }

    /// <summary>Changes the credential as another tab does, and gives what that tab has received.</summary>
    private static async Task<string?> ChangeAsync(TestHost host, string change, string cookie)
    {
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        string[] headers = [$"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin"];
        switch (change)
        {
            case "sign-in":
                return (await host.SendAsync("POST /login/alice", headers)).CookieValue("__Host-auth");
            case "sign-out":
                await host.SendAsync("POST /auth/logout", headers);
                return null;
            case "refresh":
                return (await host.SendAsync("POST /auth/refresh", headers)).CookieValue("__Host-auth");
            case "rotation":
                return (await host.SendAsync("GET /me", headers)).CookieValue("__Host-auth");
            case "rotation and use":
                string next = (await host.SendAsync("GET /me", headers)).CookieValue("__Host-auth")!;
                await host.SendAsync("GET /me", $"Cookie: __Host-auth={next}");
                return next;
            case "signed in again":
                return (await host.SendAsync("POST /again", headers)).CookieValue("__Host-auth");
            case "new claims":
                await directory.ReplacePrincipalAsync((await directory.ListAsync("alice")).Single().Id, Logins.User("alice", "admin"));
                return null;
            case "revoke":
                await directory.RevokeAllAsync("alice");
                return null;
            case "expiry":
                host.App.Time.Advance(TimeSpan.FromDays(60));
                return null;
            default:
                return null;
        }
    }
}
