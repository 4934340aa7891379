using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Fit.Tests.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Authorization;

[TestFixture]
public sealed class FreshAuthenticationTests
{
    private static readonly string[] Fresh = ["GET /things/fresh", "GET /pages/fresh", "GET /minimal/fresh"];

    [TestCaseSource(nameof(Fresh))]
    public async Task FreshAuthentication_AnOldSession_IsToldSo(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        int first = (await browser.AskAsync(requestLine)).Status;
        app.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        Answer answer = await browser.AskAsync(requestLine);

        Assert.That((first, answer.Status), Is.EqualTo((200, 401)));
        Assert.That(answer.One("WWW-Authenticate"), Is.EqualTo("Bearer error=\"insufficient_user_authentication\", error_description=\"A more recent login is required\", max_age=\"300\""));
    }

    [TestCaseSource(nameof(Fresh))]
    public async Task FreshAuthentication_AfterARefresh_IsStillOld(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        app.Time.Advance(TimeSpan.FromMinutes(6));
        int refreshed = (await browser.AskAsync("POST /auth/refresh")).Status;

        Answer answer = await browser.AskAsync(requestLine);

        Assert.That((refreshed, answer.Status), Is.EqualTo((204, 401)));
    }

    [TestCaseSource(nameof(Fresh))]
    public async Task FreshAuthentication_AfterASession_IsMet(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        app.Time.Advance(TimeSpan.FromMinutes(6));
        await browser.AskAsync("POST /minimal/login?name=alice");

        Answer answer = await browser.AskAsync(requestLine);

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task FreshAuthentication_AToken_CountsFromItsSessionAndNotFromItsRefresh()
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient client = app.CreateClient();
        Answer login = await client.AskAsync("POST /minimal/login?name=alice&scheme=Jwt");
        app.Time.Advance(TimeSpan.FromMinutes(6));
        using StringContent body = new($$"""{"refreshToken":"{{login.Json["refreshToken"]}}"}""", System.Text.Encoding.UTF8, "application/json");
        string token = (string)(await client.AskAsync("POST /auth/refresh", content: body)).Json["accessToken"]!;

        Answer answer = await client.AskAsync("GET /minimal/fresh", token);

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer error=\"insufficient_user_authentication\", error_description=\"A more recent login is required\", max_age=\"300\"")));
    }

    [Test]
    public async Task FreshAuthentication_AsAGlobalFilter_IsMetByARecentSession()
    {
        await using TestApplication app = await WebApp.StartAsync(services: services => services.AddControllers(options => options.Filters.Add(
            new AuthorizeFilter(new AuthorizationPolicyBuilder().RequireFreshAuthentication(TimeSpan.FromMinutes(5)).Build()))));
        using HttpClient browser = await app.LoginAsync();
        int first = (await browser.AskAsync("GET /things/mine")).Status;
        app.Time.Advance(TimeSpan.FromMinutes(6));

        Answer answer = await browser.AskAsync("GET /things/mine");

        Assert.That((first, answer.Status), Is.EqualTo((200, 401)));
    }

    /// <summary>After a branch it is not known which of two clients has logged in, so no token of the session proves it any more.</summary>
    [Test]
    [Property("Requirement", "M-14")]
    public async Task FreshAuthentication_ATokenAfterABranch_IsNotMetByAnyClientOfTheSession()
    {
        await using TestHost host = await TestHost.StartAsync(
            builder => builder.AddJwt(Logins.JwtWithRefresh),
            map: app => app.MapGet("/fresh", () => "done").RequireAuthorization(policy => policy.RequireFreshAuthentication(TimeSpan.FromHours(1))));
        string first = (await host.LogInForTokenAsync()).RefreshToken!;
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        string second = (await RefreshAsync(host, first)).RefreshToken!;
        host.App.Time.Advance(TimeSpan.FromSeconds(1));
        string before = (await RefreshAsync(host, second)).AccessToken;
        host.App.Time.Advance(TimeSpan.FromMinutes(11));

        AuthTokenResponse branch = await RefreshAsync(host, first);
        AuthTokenResponse later = await RefreshAsync(host, branch.RefreshToken!);

        Assert.That(branch.RefreshToken, Is.Not.Null.And.Not.EqualTo(second), "the late client branches");
        Assert.That(await StatusAsync(host, before), Is.EqualTo(200), "a token from before the branch");
        Assert.That((await StatusAsync(host, branch.AccessToken), await StatusAsync(host, later.AccessToken)), Is.EqualTo((401, 401)));
        Assert.That((await host.SendAsync("GET /me", $"Authorization: Bearer {branch.AccessToken}")).Status, Is.EqualTo(200));
    }

    private static async Task<AuthTokenResponse> RefreshAsync(TestHost host, string token)
    {
        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], $$"""{"refreshToken":"{{token}}"}""");
        return System.Text.Json.JsonSerializer.Deserialize<AuthTokenResponse>(answer.Body)!;
    }

    private static async Task<int> StatusAsync(TestHost host, string token) =>
        (await host.SendAsync("GET /fresh", $"Authorization: Bearer {token}")).Status;
}
