using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Another site makes a browser send requests with the cookie of alice, in each form that a page can send without asking first.</summary>
[TestFixture]
[Property("Requirement", "B-02")]
public sealed class CrossSiteAttackTests
{
    private static readonly string[] Types =
    [
        "text/plain", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=odd", "multipart/form-data; boundary=a",
        "application/json", "application/json; charset=utf-16", "application/vnd.a+json", "text/plain; application/json", "APPLICATION/JSON", "application/json, text/plain", "",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "a=b", "refresh_token=", "refresh_token=x", "REFRESH_TOKEN=x&refreshToken=y", "grant_type=password", "{\"refreshToken\":\"x\"}", "{\"refresh_token\":null}", "\ufeff{\"refreshToken\":\"x\"}",
        "{\"REFRESHTOKEN\":\"x\",\"refresh_token\":\"y\"}",
    ];

    [Test]
    public async Task Post_OfAnotherSiteInEachForm_ChangesNothing(
        [Values("POST /auth/refresh", "POST /auth/logout", "POST /auth/logout-everywhere", "POST /auth/logout-others")] string requestLine,
        [Values("Session", "Jwt")] string strategy)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => _ = strategy == "Jwt" ? b.AddJwt(Logins.JwtWithRefresh) : b.AddSession(),
            o => o.Strategy(strategy).Transport = CredentialTransport.Cookie);
        RawAnswer login = await host.SendAsync("POST /login/alice");
        string cookies = string.Join("; ", login.All("Set-Cookie").Select(line => line.Split(';')[0]));
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        List<string> wrong = [];

        foreach (string type in Types)
        {
            foreach (string body in Bodies)
            {
                foreach (string site in new[] { "Sec-Fetch-Site: cross-site", "Origin: null", "Sec-Fetch-Site: same-site\r\nOrigin: https://evil.example" })
                {
                    string[] headers = [$"Cookie: {cookies}", .. site.Split("\r\n"), .. type.Length == 0 ? Array.Empty<string>() : [$"Content-Type: {type}"]];
                    RawAnswer answer = await host.App.SendRawAsync(requestLine, headers, body);
                    if (answer.Status is not (400 or 403) || answer.All("Set-Cookie").Any())
                        wrong.Add($"{answer.Status} for {type}, {body}, {site}: {answer.Text}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That((await host.SendAsync("POST /me", $"Cookie: {cookies}")).Status, Is.EqualTo(200));
    }

    [TestCase("application/x-www-form-urlencoded", "refresh_token={0}")]
    [TestCase("application/json", "{{\"refreshToken\":\"{0}\"}}")]
    public async Task Post_OfAnotherSiteWithTheTokenOfTheAttacker_SetsNoCookie(string type, string body)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        string token = (await host.SendAsync("POST /login/mallory")).CookieValue("__Secure-auth-refresh")!;
        string sent = string.Format(System.Globalization.CultureInfo.InvariantCulture, body, token);

        RawAnswer refresh = await host.App.SendRawAsync("POST /auth/refresh", ["Sec-Fetch-Site: cross-site", $"Content-Type: {type}"], sent);
        RawAnswer logout = await host.App.SendRawAsync("POST /auth/logout", ["Sec-Fetch-Site: cross-site", $"Content-Type: {type}"], sent);

        Assert.That(refresh.All("Set-Cookie").Concat(logout.All("Set-Cookie")), Is.Empty);
    }

    [TestCase("null", false)]
    [TestCase("capacitor://localhost", true)]
    [TestCase("CAPACITOR://localhost", false)]
    [TestCase("capacitor://LOCALHOST", false)]
    [TestCase("capacitor://localhost/", false)]
    [TestCase("capacitor://localhost:1", false)]
    [TestCase("capacitor://localhost.evil", false)]
    [TestCase("capacitor://a@localhost", false)]
    [TestCase("capacitor://localhost@evil", false)]
    [TestCase("capacitor://localhost capacitor://evil", false)]
    [TestCase("capacitor2://localhost", false)]
    [TestCase("https://app.example", true)]
    [TestCase("https://app.example.evil", false)]
    [TestCase("https://app.example@evil", false)]
    [TestCase("https://a@app.example", false)]
    [TestCase("https://app.example:444", false)]
    [TestCase("http://app.example", false)]
    [TestCase("https://app.example/a", false)]
    [TestCase("https://app.example#", false)]
    [TestCase("https://app.example?", false)]
    [TestCase("https://app.example\\@evil", false)]
    [TestCase("https://xapp.example", false)]
    [TestCase("file://", false)]
    [TestCase("file:///", false)]
    [TestCase("data:text/html,a", false)]
    [TestCase("*", false)]
    [TestCase("", false)]
    public async Task Post_FromAnOriginLikeATrustedOne_IsRefused(string origin, bool isTrusted)
    {
        await using TestHost host = await TestHost.StartAsync(http: o =>
        {
            o.TrustedOrigins.Add("capacitor://localhost");
            o.TrustedOrigins.Add("https://app.example");
        });
        string cookie = await host.LogInAsync();

        RawAnswer old = await host.SendAsync("POST /me", $"Cookie: __Host-auth={cookie}", $"Origin: {origin}");
        RawAnswer now = await host.SendAsync("POST /me", $"Cookie: __Host-auth={cookie}", $"Origin: {origin}", "Sec-Fetch-Site: cross-site");

        Assert.That((old.Status, now.Status), Is.EqualTo(isTrusted ? (200, 200) : (403, 403)));
    }

    [TestCase("null")]
    [TestCase("*")]
    [TestCase("*://localhost")]
    [TestCase("file://")]
    [TestCase("FILE://a")]
    [TestCase("file://a")]
    [TestCase("data://a")]
    [TestCase("blob://a")]
    [TestCase("about://a")]
    [TestCase("filesystem://a")]
    [TestCase("javascript://a")]
    [TestCase("wss://a")]
    [TestCase("capacitor://")]
    [TestCase("capacitor://*")]
    [TestCase("capacitor://a@b")]
    [TestCase("capacitor://a/b")]
    [TestCase("capacitor://a:0")]
    [TestCase("capacitor://a:99999999")]
    [TestCase("https://*")]
    [TestCase("https://*.example")]
    [TestCase("https://a@b")]
    [TestCase("https:///")]
    public void TrustedOrigins_OfNoOneApplication_StopTheStart(string origin) =>
        Assert.That(async () => await (await TestHost.StartAsync(http: o => o.TrustedOrigins.Add(origin))).DisposeAsync(), Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>());
}
