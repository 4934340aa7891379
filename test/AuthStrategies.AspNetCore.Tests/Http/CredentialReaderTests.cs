using AuthStrategies.AspNetCore.Tests.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>The opening of a WebSocket to a real hub, as it is written.</summary>
[TestFixture]
public sealed class CredentialReaderTests
{
    [TestCase("https://evil.example", 403)]
    [TestCase("null", 403)]
    [TestCase(null, 101)]
    [TestCase("own", 101)]
    public async Task Handshake_WithACookie_IsAnsweredByItsOrigin(string? origin, int status)
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        string[] from = origin is null ? [] : [$"Origin: {(origin == "own" ? app.App.Origin : origin)}"];

        int answer = await app.App.HandshakeAsync(HubApp.Chat, [$"Cookie: __Host-auth={credential.Value}", .. from]);

        Assert.That(answer, Is.EqualTo(status));
    }

    [TestCase(HubApp.Chat, 101)]
    [TestCase(HubApp.Chat + "/", 101)]
    [TestCase("/hubs/chatter", 404)]
    [TestCase("/me", 401)]
    [TestCase("/auth/session", 401)]
    public async Task QueryString_WithAToken_IsReadOnTheHubsPathAlone(string path, int status)
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Jwt");

        int answer = await app.App.HandshakeAsync($"{path}?access_token={credential.Value}", ["Origin: https://evil.example"]);

        Assert.That(answer, Is.EqualTo(status));
    }

    [Test]
    public async Task QueryString_OfAnotherHub_IsNotRead()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Jwt");

        int answer = await app.App.HandshakeAsync($"{HubApp.Open}?access_token={credential.Value}", []);

        Assert.That((answer, app.Watch.Count), Is.EqualTo((101, 0)));
    }

    [Test]
    public async Task QueryString_WithASessionTokenOfACookieStrategy_IsRefused()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");

        int answer = await app.App.HandshakeAsync($"{HubApp.Chat}?access_token={credential.Value}", []);

        Assert.That(answer, Is.EqualTo(401));
    }

    [TestCase("/auth/session", "Jwt", 200)]
    [TestCase("/auth/session", "Session", 200)]
    [TestCase("/auth/sessions", "Session", 200)]
    [TestCase("/auth/sessions", "Jwt", 200)]
    [TestCase("/me", "Jwt", 200)]
    [TestCase("/me", "Session", 401)]
    [Property("Requirement", "B-01")]
    public async Task QueryString_OfTwoStrategies_IsReadWhereEachHasOptedIn(string path, string strategy, int status)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.JwtWithRefresh),
            o =>
            {
                o.Strategy("Session").AcceptQueryString("/auth");
                o.Strategy("Jwt").AcceptQueryString("/auth/session");
                o.Strategy("Jwt").AcceptQueryString("/auth/sessions");
                o.Strategy("Jwt").AcceptQueryString("/me");
            });
        IssuedCredential credential = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(Logins.Alice);

        RawAnswer answer = await host.SendAsync($"GET {path}?access_token={credential.Value}");

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [TestCase("GET /me?access_token={0}&key=x", 200)]
    [TestCase("GET /me?access_token={0}&access_token=x", 400)]
    [TestCase("GET /me?key={0}", 401)]
    [Property("Requirement", "B-01")]
    public async Task QueryString_WithTwoParameters_IsReadForTheOneOfThePath(string requestLine, int status)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt), o =>
        {
            o.Strategy("Jwt").AcceptQueryString("/me");
            o.Strategy("Jwt").AcceptQueryString("/admin", "key");
        });
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync(string.Format(null, requestLine, token.AccessToken));

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [Test]
    [Property("Requirement", "B-01")]
    public async Task DPoP_OfOneStrategyOfTwo_IsRead()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt).UseDPoP());

        RawAnswer answer = await host.SendAsync("GET /me", "Authorization: DPoP");

        Assert.That(answer.Status, Is.EqualTo(400));
    }
}
