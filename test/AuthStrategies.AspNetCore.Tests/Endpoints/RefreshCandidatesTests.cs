using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>What is refreshed when a browser adds the cookie of the site, of the strategy Web, to a request of a client of the strategy Api.</summary>
[TestFixture]
[Property("Requirement", "B-02")]
public sealed class RefreshCandidatesTests
{
    private const string WebCookie = "__Host-web";

    /// <summary>Each cookie, token in the body and bearer token, at an endpoint that names nothing, one scheme or both.</summary>
    [Test]
    public async Task Refresh_EachCombinationOfCredentials_DecidesByTheStrategyThatEachIsFor(
        [Values("", "Web", "Api", "Web,Api")] string scheme, [Values] bool isForm, [Values(2, 3)] int strategies)
    {
        await using TestHost host = await StartAsync(scheme, strategies);
        string web = (await host.SendAsync("POST /login/alice?scheme=Web")).CookieValue(WebCookie)!;
        AuthTokenResponse api = await host.LogInForTokenAsync("bob", "?scheme=Api");
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        List<string> wrong = [];

        foreach (string cookie in new[] { "", "good", "bad" })
        {
            foreach (string body in new[] { "", "good", "bad" })
            {
                foreach (bool hasBearer in new[] { false, true })
                {
                    RawAnswer answer = await RefreshAsync(host, Text(cookie, web), Text(body, api.RefreshToken!), hasBearer ? api.AccessToken : "", isForm);
                    string actual = $"{answer.Status}{(answer.Status == 200 ? " " + (await UserOfAsync(host, answer)) : "")}";
                    string expected = Expected(scheme, cookie, body, hasBearer);
                    // The cookie of another strategy stays as it is.
                    if (actual != expected || (body.Length > 0 && expected != "400" && answer.SetCookie(WebCookie) is not null))
                        wrong.Add($"cookie {cookie}, body {body}, bearer {hasBearer}: {actual} instead of {expected}");
                }
            }
        }

        RawAnswer site = await host.SendAsync("GET /web", $"Cookie: {WebCookie}={web}");
        Assert.That(wrong, Is.Empty);
        Assert.That((site.Status, site.Body), Is.EqualTo((200, "alice")));
    }

    [TestCase("cookie", 403)]
    [TestCase("body", 200)]
    [TestCase("cookie body", 200)]
    public async Task Refresh_FromAnotherSite_IsRefusedForTheCookieThatCounts(string credentials, int expected)
    {
        await using TestHost host = await StartAsync("", 2);
        string web = (await host.SendAsync("POST /login/alice?scheme=Web")).CookieValue(WebCookie)!;
        AuthTokenResponse api = await host.LogInForTokenAsync("bob", "?scheme=Api");

        RawAnswer answer = await RefreshAsync(
            host,
            credentials.Contains("cookie", StringComparison.Ordinal) ? web : "",
            credentials.Contains("body", StringComparison.Ordinal) ? api.RefreshToken! : "",
            bearer: "",
            isForm: true,
            "Sec-Fetch-Site: cross-site");

        Assert.That(answer.Status, Is.EqualTo(expected), answer.Text);
    }

    /// <summary>A strategy whose cookie the request has, and which sends tokens in bodies, gets two credentials.</summary>
    [TestCase(CredentialTransport.Cookie, CredentialTransport.Cookie)]
    [TestCase(CredentialTransport.Bearer, CredentialTransport.Bearer)]
    public async Task Refresh_CookieAndBodyThatMayBeForTheSameStrategy_IsInvalid(CredentialTransport web, CredentialTransport api)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession("Web").AddJwt("Api", Logins.JwtWithRefresh),
            o =>
            {
                (o.Strategy("Web").Transport, o.Strategy("Web").Cookie.Name) = (web, WebCookie);
                o.Strategy("Web").Sources = CredentialSources.Cookie | CredentialSources.Bearer;
                (o.Strategy("Api").Transport, o.Strategy("Api").Cookie.Name) = (api, "__Host-api");
            },
            map: app => app.MapAuthRefresh("/refresh"));

        RawAnswer answer = await RefreshAsync(host, new('A', 64), new('B', 64), bearer: "", isForm: false);

        Assert.That(answer.Status, Is.EqualTo(400), answer.Text);
    }

    private static string Expected(string scheme, string cookie, string body, bool hasBearer)
    {
        (bool readsWeb, bool readsApi) = (scheme != "Api", scheme != "Web");
        if (body.Length > 0 && readsApi)
            return body == "good" ? "200 bob" : "401";
        if (cookie.Length > 0 && readsWeb && (body.Length > 0 || (hasBearer && readsApi)))
            return "400";
        if (cookie.Length > 0 && readsWeb)
            return cookie == "good" ? "204" : "401";
        // Nothing to refresh: a browser must log in again, a client without cookies has forgotten its token.
        return readsWeb || hasBearer || body.Length > 0 ? "401" : "400";
    }

    private static string Text(string word, string credential) => word switch
    {
        "" => "",
        "good" => credential,
        _ => "AAAA" + credential[4..],
    };

    private static Task<RawAnswer> RefreshAsync(TestHost host, string cookie, string body, string bearer, bool isForm, string more = "X-A: b") => host.App.SendRawAsync(
        "POST /refresh",
        [
            more,
            cookie.Length > 0 ? $"Cookie: {WebCookie}={cookie}" : "X-B: b",
            bearer.Length > 0 ? $"Authorization: Bearer {bearer}" : "X-C: b",
            body.Length == 0 ? "X-D: b" : isForm ? "Content-Type: application/x-www-form-urlencoded" : "Content-Type: application/json",
        ],
        body.Length == 0 ? "" : isForm ? $"grant_type=refresh_token&refresh_token={body}" : $$"""{"refreshToken":"{{body}}"}""");

    private static async Task<string> UserOfAsync(TestHost host, RawAnswer answer)
    {
        string token = JsonDocument.Parse(answer.Body).RootElement.GetProperty("accessToken").GetString()!;
        return (await host.SendAsync("GET /api", $"Authorization: Bearer {token}")).Body;
    }

    private static Task<TestHost> StartAsync(string scheme, int strategies) => TestHost.StartAsync(
        b =>
        {
            b.AddSession("Web").AddJwt("Api", Logins.JwtWithRefresh);
            if (strategies > 2)
                b.AddSession("Other");
        },
        o =>
        {
            (o.Strategy("Web").Transport, o.Strategy("Web").Cookie.Name) = (CredentialTransport.Cookie, WebCookie);
            o.Strategy("Api").Transport = CredentialTransport.Bearer;
            if (strategies > 2)
                (o.Strategy("Other").Transport, o.Strategy("Other").Cookie.Name) = (CredentialTransport.Cookie, "__Host-other");
        },
        map: app =>
        {
            IEndpointConventionBuilder refresh = app.MapAuthRefresh("/refresh");
            if (scheme.Length > 0)
                refresh.RequireAuthorization(policy => policy.AddAuthenticationSchemes(scheme.Split(',')).RequireAssertion(_ => true));
            app.MapGet("/web", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Web" });
            app.MapGet("/api", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Api" });
        });
}
