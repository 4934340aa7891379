using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Requests that another site makes a browser send.</summary>
[TestFixture]
[Property("Requirement", "B-05")]
public sealed class CrossSiteCheckTests
{
    [TestCase("Sec-Fetch-Site: same-origin", ExpectedResult = 200)]
    [TestCase("Sec-Fetch-Site: none", ExpectedResult = 200)]
    [TestCase("Origin: {0}", ExpectedResult = 200)]
    [TestCase("X-Nothing: said", ExpectedResult = 200)]
    [TestCase("Sec-Fetch-Site: same-site", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: cross-site", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: Same-Origin", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: ", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: cross-site\r\nOrigin: {0}", ExpectedResult = 403)]
    [TestCase("Origin: https://evil.example", ExpectedResult = 403)]
    [TestCase("Origin: null", ExpectedResult = 403)]
    [TestCase("Origin: ", ExpectedResult = 403)]
    [TestCase("Origin: {0}.evil.example", ExpectedResult = 403)]
    [TestCase("Origin: {0}/", ExpectedResult = 403)]
    [TestCase("Origin: https://127.0.0.1", ExpectedResult = 403)]
    [TestCase("Origin: {0}\r\nOrigin: https://evil.example", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: same-origin\r\nOrigin: https://app.example", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Site: same-origin\r\nOrigin: https://app.example", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\nOrigin: {0}", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: same-origin\r\nOrigin: {0}\r\nOrigin: {0}", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: same-origin\r\nOrigin: {0}\r\nOrigin: https://evil.example", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: none\r\nOrigin: https://evil.example\r\nOrigin: https://app.example", ExpectedResult = 403)]
    [TestCase("Origin: https://app.example\r\nOrigin: https://app.example", ExpectedResult = 403)]
    [TestCase("Sec-Fetch-Site: cross-site\r\nOrigin: https://app.example", ExpectedResult = 200)]
    [TestCase("Sec-Fetch-Site: same-site\r\nOrigin: https://app.example:443", ExpectedResult = 200)]
    [TestCase("Origin: https://app.example", ExpectedResult = 200)]
    [TestCase("Origin: http://app.example", ExpectedResult = 403)]
    [TestCase("Origin: https://app.example:8443", ExpectedResult = 403)]
    public async Task<int> Post_WithTheCookie(string headers)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.TrustedOrigins.Add("https://app.example"));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("POST /me", string.Format(null, headers, host.App.Origin), $"Cookie: __Host-auth={cookie}");

        return answer.Status;
    }

    [TestCase("Origin: https://evil.example", "https://evil.example")]
    [TestCase("Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example:8443", "https://evil.example:8443")]
    [TestCase("Origin: null", "null")]
    [TestCase("Sec-Fetch-Site: cross-site", "the request has no Origin header, and Sec-Fetch-Site is cross-site")]
    [TestCase("Sec-Fetch-Site: a\r\nSec-Fetch-Site: b", "the request has no Origin header")]
    [TestCase("Origin: ", "the request has no Origin header")]
    [TestCase("Origin: https://a.example\r\nOrigin: https://b.example", "the request has more than one Origin header")]
    [TestCase("Origin: https://evil.example fail: 1\u0001\u001b[31m", "https://evil.example?fail:?1??[31m")]
    [TestCase("Sec-Fetch-Site: evil site", "the request has no Origin header, and Sec-Fetch-Site is evil?site")]
    [TestCase("Origin: https://\u00e4.example", "https://?.example")]
    public void Origin_OfARefusedRequest_IsPrintedWithoutAnythingElse(string headers, string printed)
    {
        DefaultHttpContext context = new();
        foreach (string header in headers.Split("\r\n"))
            context.Request.Headers.Append(header.Split(": ")[0], header.Split(": ", 2)[1]);

        string actual = PrintedOrigin.Of(context.Request);

        Assert.That(actual, Is.EqualTo(printed));
    }

    [Test]
    public void Origin_ThatIsLong_IsCut()
    {
        DefaultHttpContext context = new();
        context.Request.Headers.Origin = "https://" + new string('a', 10_000);

        Assert.That(PrintedOrigin.Of(context.Request), Is.EqualTo("https://" + new string('a', 92) + "…"));
    }

    [Test]
    public async Task Refusal_NamesTheOriginInItsLogLine()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        await host.SendAsync("POST /me", "Origin: https://evil.example", $"Cookie: __Host-auth={cookie}");
        await host.SendAsync("POST /auth/logout", "Origin: https://bad.example", $"Cookie: __Host-auth={cookie}");
        await host.SendAsync("POST /login/alice", "Origin: https://worse.example");

        string[] lines = [.. host.App.Log.Entries.Where(entry => entry.Id == 100).Select(entry => entry.Text)];
        Assert.That(lines, Has.Some.Contains("refused: https://evil.example. ").And.Some.Contains("refused: https://bad.example. ").And.Some.Contains("refused: https://worse.example. "));
    }

    [TestCase("capacitor://localhost", ExpectedResult = 200)]
    [TestCase("ionic://localhost", ExpectedResult = 200)]
    [TestCase("tauri://localhost", ExpectedResult = 200)]
    [TestCase("http://tauri.localhost", ExpectedResult = 200)]
    [TestCase("chrome-extension://abcdefghijklmnopabcdefghijklmnop", ExpectedResult = 200)]
    [TestCase("moz-extension://0c5b3a0e-1b2f-4c3d-9a8b-7c6d5e4f3a2b", ExpectedResult = 200)]
    [TestCase("app://-", ExpectedResult = 200)]
    [TestCase("app://bundle.example:8080", ExpectedResult = 200)]
    [TestCase("null", ExpectedResult = 403)]
    [TestCase("capacitor://localhost/", ExpectedResult = 403)]
    [TestCase("capacitor://LOCALHOST", ExpectedResult = 403)]
    [TestCase("Capacitor://localhost", ExpectedResult = 403)]
    [TestCase("capacitor://localhost:80", ExpectedResult = 403)]
    [TestCase("capacitor://localhost.evil", ExpectedResult = 403)]
    [TestCase("capacitor://evil@localhost", ExpectedResult = 403)]
    [TestCase("capacitor://", ExpectedResult = 403)]
    [TestCase("capacitor:localhost", ExpectedResult = 403)]
    [TestCase("https://localhost", ExpectedResult = 403)]
    [TestCase("https://tauri.localhost", ExpectedResult = 403)]
    [TestCase("chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba", ExpectedResult = 403)]
    [TestCase("app://other", ExpectedResult = 403)]
    [TestCase("app://bundle.example", ExpectedResult = 403)]
    [TestCase("file://", ExpectedResult = 403)]
    public async Task<int> Post_FromAPageOfAnotherScheme(string origin)
    {
        string[] trusted =
        [
            "capacitor://localhost", "ionic://localhost", "tauri://localhost", "http://tauri.localhost", "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            "moz-extension://0c5b3a0e-1b2f-4c3d-9a8b-7c6d5e4f3a2b", "app://-", "app://bundle.example:8080",
        ];
        await using TestHost host = await TestHost.StartAsync(http: o => Array.ForEach(trusted, o.TrustedOrigins.Add));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("POST /me", "Sec-Fetch-Site: cross-site", $"Origin: {origin}", $"Cookie: __Host-auth={cookie}");

        return answer.Status;
    }

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("POST")]
    public async Task UnsafeMethod_FromAnotherSite_IsRefused(string method)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync($"{method} /me", "Sec-Fetch-Site: cross-site", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(403));
        Assert.That(answer.All("WWW-Authenticate"), Is.Empty);
        Assert.That(answer.Body, Does.Contain("another site"));
    }

    [TestCase(false, "GET", "HEAD", "OPTIONS", "TRACE")]
    [TestCase(true, "POST", "PUT", "PATCH", "DELETE", "CONNECT", "QUERY", "")]
    public async Task Method_OfARequestFromAnotherSite_DecidesWhetherItIsUnsafe(bool isCrossSite, params string[] methods)
    {
        await using TestHost host = await TestHost.StartAsync();
        CrossSiteCheck check = host.App.Services.GetRequiredService<CrossSiteCheck>();
        DefaultHttpContext context = new();
        context.Request.Headers["Sec-Fetch-Site"] = "cross-site";

        foreach (string method in methods)
        {
            context.Request.Method = method;
            Assert.That(check.IsCrossSite(context.Request), Is.EqualTo(isCrossSite), method);
        }
    }

    [TestCase("Accept: */*")]
    [TestCase("Upgrade: h2c")]
    public async Task SafeMethod_FromAnotherSite_IsAuthenticated(string header)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", header, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task BearerHeader_FromAnotherSite_IsAuthenticated()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("POST /me", "Sec-Fetch-Site: cross-site", "Origin: https://evil.example", $"Authorization: Bearer {token.AccessToken}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [TestCase("Upgrade: websocket")]
    [TestCase("Upgrade: WebSocket")]
    [TestCase("Upgrade: h2c, websocket")]
    public async Task WebSocket_FromAnotherSite_IsRefused(string upgrade)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string[] handshake = [upgrade, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", $"Cookie: __Host-auth={cookie}"];

        RawAnswer foreign = await host.SendAsync("GET /me", [.. handshake, "Origin: https://evil.example"]);
        RawAnswer own = await host.SendAsync("GET /me", [.. handshake, $"Origin: {host.App.Origin}"]);

        Assert.That((foreign.Status, own.Status), Is.EqualTo((403, 200)));
    }

    [Test]
    public async Task Request_FromAnotherSite_AsksNoStoreAndIsNoUserOnOpenEndpoints()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapPost(
            app, "/who", (HttpContext context) => $"{context.User.Identity?.Name} {context.Features.Get<IAuthRequestFeature>()?.Outcome}"));
        string cookie = await host.LogInAsync();
        int before = host.Store.Calls.Count;

        RawAnswer answer = await host.SendAsync("POST /who", "Sec-Fetch-Site: cross-site", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Body.Trim(), host.Store.Calls.Count - before), Is.EqualTo(("CrossSite", 0)));
    }

    [TestCase("POST /auth/logout", 403)]
    [TestCase("POST /logout", 200)]
    [TestCase("POST /auth/logout-everywhere", 403)]
    [TestCase("POST /auth/logout-others", 403)]
    [TestCase("POST /auth/refresh", 403)]
    [TestCase("DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", 403)]
    public async Task Endpoint_FromAnotherSite_EndsNothing(string requestLine, int status)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync(requestLine, "Sec-Fetch-Site: cross-site", $"Cookie: __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, after.Status), Is.EqualTo((status, 200)));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
    }

    [Test]
    public async Task Session_FromAnotherSite_IsRefusedWhereTheOwnOriginIsRequired()
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer foreign = await host.SendAsync("POST /login/mallory", "Sec-Fetch-Site: cross-site");
        RawAnswer own = await host.SendAsync("POST /login/mallory", $"Origin: {host.App.Origin}");

        Assert.That((foreign.Status, foreign.All("Set-Cookie").Any(), own.Status), Is.EqualTo((403, false, 200)));
    }

    [Test]
    public async Task Refusal_OfAnotherSite_NamesTheProxySettingInTheLog()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        await host.SendAsync("POST /me", "Origin: http://127.0.0.1", $"Cookie: __Host-auth={cookie}");

        Assert.That(host.App.Log.Text, Does.Contain("UseForwardedHeaders"));
    }

    [TestCase("POST /auth/logout")]
    [TestCase("POST /logout")]
    [Property("Requirement", "X-02")]
    public async Task SignOut_ByAnotherSiteWithoutTheCookie_LeavesTheBrowsersCookiesAlone(string requestLine)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.ClearSiteDataOnLogout = true);

        // A form sent to the top: the browser holds a Lax cookie back, and yet obeys what the answer says of it.
        RawAnswer answer = await host.SendAsync(requestLine, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example");

        Assert.That(answer.All("Set-Cookie").Concat(answer.All("Clear-Site-Data")), Is.Empty);
    }

    [Test]
    public async Task Logout_ByAnotherSiteWithAHeader_EndsThatSession()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("POST /auth/logout", "Sec-Fetch-Site: cross-site", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((answer.Body, answer.All("Set-Cookie").Any()), Is.EqualTo(("{\"outcome\":\"RevokedAtExpiry\"}", false)));
    }
}
