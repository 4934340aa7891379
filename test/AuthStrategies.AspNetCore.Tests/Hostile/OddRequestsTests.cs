using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Requests that no client of good will sends. No endpoint answers them with an error of the server.</summary>
[TestFixture]
[Property("Requirement", "M-10")]
public sealed class OddRequestsTests
{
    private static readonly string[] Endpoints =
    [
        "GET /.well-known/openid-configuration", "GET /.well-known/jwks.json", "GET /auth/session", "GET /auth/sessions", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}",
        "POST /auth/refresh", "POST /auth/logout", "POST /auth/logout-everywhere", "POST /auth/logout-others", "GET /me", "POST /me", "GET /admin", "POST /login/alice", "GET /open",
    ];

    // Not "xn--a": the server's own log of requests throws for it, and the connection is closed. RequestHostTests has it.
    private static readonly string[] Hosts =
    [
        "a..b", "h:99999", "h:65536", "h:-1", "h:abc", "h:", ":443", "", "[::1", "::1", "[::1]:443", "[fe80::1%25eth0]", "a b", "a/b", "a@b", "a_b.example", "%41", "*", ".", "..",
        "h:0", "1.2.3.4.5", "999.1.1.1", "0x7f.1", "-a-", "a.-b", "\u00fcber.example", "a\\b", "a?b", "a#b", "localhost:443:443",
    ];

    private static readonly string[] Headers =
    [
        "Accept: ", "Accept: */*;q=9", "Accept: text/html;q=a, ;;;", "Accept-Language: \u00e9", "Origin: null", "Origin: http://", "Origin: https://a..b", "Origin: https://h:99999",
        "Sec-Fetch-Site: odd", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site", "Referer: :", "X-Requested-With: XMLHttpRequest",
        "Cookie: =", "Cookie: ;;;", "Cookie: __Host-auth", "Cookie: __Host-auth=%", "Cookie: %5F%5FHost-auth=%00", "Cookie: __Host-auth=\"", "Cookie: __Host-auth=a; __Host-auth=b",
        "Authorization: ", "Authorization: Bearer", "Authorization: Bearer ..", "Authorization: Bearer a.b.c.d.e", "Authorization: Basic OjA=", "Authorization: \u00e9",
        "Content-Type: ", "Content-Type: application/json", "Content-Type: application/json; charset=odd", "Content-Type: multipart/form-data", "Content-Type: application/x-www-form-urlencoded; charset=utf-7",
        "If-None-Match: \"", "Range: bytes=9-1", "X-HTTP-Method-Override: DELETE", "HX-Request: true", "Turbo-Frame: a",
    ];

    private static readonly string[] Bodies =
    [
        "{", "[]", "null", "1", "\"a\"", "{\"refreshToken\":null}", "{\"refreshToken\":1}", "{\"refreshToken\":{}}", "{\"refresh_token\":[\"a\"]}", "{\"refreshToken\":\"\\ud800\"}", "refresh_token=%", "refresh_token=%00",
        "=&=&=", "--a\r\n", "\u0000", "{\"refreshToken\":\"a\",\"refreshToken\":\"b\"}",
    ];

    [TestCaseSource(nameof(Endpoints))]
    public async Task Host_OfAnyText_IsNoErrorOfTheServer(string endpoint)
    {
        await using TestHost host = await StartAsync();
        List<string> errors = [];
        foreach (string name in Hosts)
            Note(errors, await host.App.SendRawAsync(At(endpoint, "a"), host: name), name);

        Assert.That(errors, Is.Empty);
    }

    [TestCaseSource(nameof(Endpoints))]
    public async Task Header_OfAnyText_IsNoErrorOfTheServer(string endpoint)
    {
        await using TestHost host = await StartAsync();
        List<string> errors = [];
        foreach (string header in Headers)
            Note(errors, await host.SendAsync(At(endpoint, "a"), header.Split("\r\n")), header);

        Assert.That(errors, Is.Empty);
    }

    [TestCaseSource(nameof(Endpoints))]
    public async Task Target_OfAnyText_IsNoErrorOfTheServer(string endpoint)
    {
        await using TestHost host = await StartAsync();
        List<string> errors = [];
        foreach (string text in new[] { "%00", "%ff", "%2e%2e", "..%2f", "a%0d%0a", "\u00e9", "%E2%82", new string('a', 3_000) })
            Note(errors, await host.SendAsync(At(endpoint, text)), text);
        foreach (string query in new[] { "?", "?=", "?&&", "?returnUrl=//evil", "?returnUrl=%00", "?ReturnUrl=%ff", "?access_token", "?access_token=%ff", "?access_token=a&access_token=b" })
            Note(errors, await host.SendAsync(At(endpoint, "a") + query), query);

        Assert.That(errors, Is.Empty);
    }

    [Test]
    public async Task Body_OfAnyText_IsNoErrorOfTheServer(
        [Values("POST /auth/refresh", "POST /auth/logout", "POST /auth/logout-everywhere", "POST /auth/logout-others", "POST /auth/sessions/a", "POST /login/alice")] string endpoint,
        [Values("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "text/plain", "")] string type)
    {
        await using TestHost host = await StartAsync();
        List<string> errors = [];
        foreach (string body in Bodies)
            Note(errors, await host.App.SendRawAsync(endpoint, type.Length == 0 ? [] : [$"Content-Type: {type}"], body), body);

        Assert.That(errors, Is.Empty);
    }

    private static Task<TestHost> StartAsync() =>
        TestHost.StartAsync(b => b.AddSession("Session").AddJwt("Jwt", Logins.JwtWithRefresh), environment: "Development");

    private static string At(string endpoint, string id) => endpoint.Replace("{0}", id, StringComparison.Ordinal);

    private static void Note(List<string> errors, RawAnswer answer, string input)
    {
        if (answer.Status is >= 500 or < 200)
            errors.Add($"{answer.Status} for {input}: {answer.Body}");
    }
}
