using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>A credential in a header of another name than Authorization.</summary>
[TestFixture]
public sealed class TokenHeaderTests
{
    private const string Html = "Accept: text/html,*/*;q=0.8";

    [TestCase(200, "X-Token: {token}")]
    [TestCase(200, "x-token: {token}")]
    [TestCase(200, "X-Token:   {token}  ")]
    [TestCase(200, "Authorization: Bearer {token}")]
    [TestCase(200, "X-Token: {token}", "Sec-Fetch-Site: cross-site")]
    [TestCase(401, "X-Token: a.b.c")]
    [TestCase(401, "X-Other: {token}")]
    [TestCase(400, "X-Token: {token}", "X-Token: {token}")]
    [TestCase(400, "X-Token: {token}", "X-Token: a.b.c")]
    [TestCase(400, "X-Token: {token}, {token}")]
    [TestCase(400, "X-Token: {token}", "Authorization: Bearer {token}")]
    [TestCase(400, "X-Token: {token}", "Cookie: __Host-auth={cookie}")]
    [TestCase(400, "X-Token: Bearer {token}")]
    [TestCase(400, "X-Token: \"{token}\"")]
    [TestCase(400, "X-Token:")]
    [TestCase(400, "X-Token: ==")]
    [Property("Requirement", "B-01")]
    public async Task Request_WithTheHeader_CountsItAsACredential(int status, params string[] headers)
    {
        await using TestHost host = await StartAsync();
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");
        string cookie = await host.LogInAsync();
        string[] filled = [.. headers.Select(header => header.Replace("{token}", token.AccessToken, StringComparison.Ordinal).Replace("{cookie}", cookie, StringComparison.Ordinal))];

        RawAnswer answer = await host.SendAsync("POST /me", filled);

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public async Task Request_WithTheHeader_ShowsNoPieceOfIt()
    {
        await using TestHost host = await StartAsync(environment: "Development");
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");
        string secret = token.AccessToken.Split('.')[2];

        RawAnswer[] answers =
        [
            await host.SendAsync("GET /me", $"X-Token: {token.AccessToken}"),
            await host.SendAsync("GET /admin", $"X-Token: {token.AccessToken}"),
            await host.SendAsync("GET /me", $"X-Token: Bearer {token.AccessToken}"),
            await host.SendAsync("GET /me", $"X-Token: {token.AccessToken}", $"X-Token: {token.AccessToken}"),
            await host.SendAsync("GET /me", $"X-Token: a.b.{secret}"),
            await host.SendAsync("POST /auth/logout", $"X-Token: {token.AccessToken}"),
        ];

        string told = string.Concat(answers.Select(answer => answer.Text)) + host.App.Log.Text;
        Assert.That(Enumerable.Range(0, secret.Length - 7).Select(start => secret.Substring(start, 8)).Where(piece => told.Contains(piece, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Header_AsTheOnlySource_ServesTheWholeLifeOfALogin()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession(),
            o =>
            {
                (o.Strategy("Session").Transport, o.Strategy("Session").Sources) = (CredentialTransport.Bearer, CredentialSources.None);
                o.Strategy("Session").AcceptHeader("X-Token");
            });
        string first = (await host.LogInForTokenAsync()).AccessToken;
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer refreshed = await host.SendAsync("POST /auth/refresh", $"X-Token: {first}");
        string second = JsonDocument.Parse(refreshed.Body).RootElement.GetProperty("accessToken").GetString()!;
        RawAnswer bearer = await host.SendAsync("GET /me", $"Authorization: Bearer {second}");
        RawAnswer me = await host.SendAsync("GET /me", $"X-Token: {second}");
        RawAnswer logout = await host.SendAsync("POST /auth/logout", $"X-Token: {second}");
        RawAnswer after = await host.SendAsync("GET /me", $"X-Token: {second}");

        Assert.That((refreshed.Status, bearer.Status, me.Status, logout.Status, after.Status), Is.EqualTo((200, 401, 200, 200, 401)));
        Assert.That((second, bearer.One("WWW-Authenticate")), Is.Not.EqualTo((first, "")));
        Assert.That((bearer.One("WWW-Authenticate"), after.One("WWW-Authenticate")), Is.EqualTo(("ApiKey", "ApiKey error=\"invalid_token\", error_description=\"The credential is not valid\"")));
    }

    [TestCase("Jwt", "X-Jwt", 200)]
    [TestCase("Jwt", "X-Session", 401)]
    [TestCase("Session", "X-Session", 200)]
    [TestCase("Session", "X-Jwt", 401)]
    [TestCase("Jwt", "X-Both", 200)]
    [TestCase("Session", "x-BOTH", 200)]
    public async Task Header_OfTwoStrategies_IsReadByThoseThatAcceptIt(string strategy, string header, int status)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.Jwt),
            o =>
            {
                o.Strategy("Session").Transport = CredentialTransport.Bearer;
                o.Strategy("Session").AcceptHeader("X-Session");
                o.Strategy("Session").AcceptHeader("X-Both");
                o.Strategy("Jwt").AcceptHeader("X-Jwt");
                o.Strategy("Jwt").AcceptHeader("x-both");
            });
        string token = (await host.LogInForTokenAsync(query: $"?scheme={strategy}")).AccessToken;

        Assert.That((await host.SendAsync("GET /me", $"{header}: {token}")).Status, Is.EqualTo(status));
    }

    [TestCase("X-Token: a.b.c")]
    [TestCase("X-Token: a", "X-Token: b")]
    public async Task Challenge_OfARequestWithTheHeader_NeverRedirects(params string[] headers)
    {
        await using TestHost host = await StartAsync(http: o => o.LoginPath = "/login");

        RawAnswer answer = await host.SendAsync("GET /me", [Html, .. headers]);

        Assert.That(answer.All("Location"), Is.Empty);
        Assert.That((await host.SendAsync("GET /me", Html)).Status, Is.EqualTo(302));
    }

    [Test]
    public async Task SaveToken_OfATokenInTheHeader_IsAmongTheProperties()
    {
        await using TestHost host = await StartAsync(
            http: o => o.Strategy("Jwt").SaveToken = true,
            map: app => app.MapGet("/token", (Delegate)((HttpContext context) => context.GetTokenAsync("access_token"))));
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer answer = await host.SendAsync("GET /token", $"X-Token: {token.AccessToken}");

        Assert.That(answer.Body, Is.EqualTo(token.AccessToken));
    }

    private static Task<TestHost> StartAsync(Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null, string environment = "Production") => TestHost.StartAsync(
        b => b.AddSession().AddJwt(Logins.Jwt),
        o =>
        {
            o.Strategy("Jwt").AcceptHeader("X-Token");
            http?.Invoke(o);
        },
        map: map,
        environment: environment);
}
