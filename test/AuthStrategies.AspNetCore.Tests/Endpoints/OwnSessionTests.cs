using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hostile;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>Whose sessions a genuine token manages, when its subject or its session id is not of a live session of this application.</summary>
[TestFixture]
public sealed class OwnSessionTests
{
    private const string Own = "https://own.example";
    private const string Partner = "https://partner.example";

    private static readonly byte[] OwnSecret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] PartnerSecret = [.. Enumerable.Range(0, 32).Select(i => (byte)(i + 100))];

    private static readonly string[] Requests =
        ["GET /auth/sessions", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}", "POST /auth/logout-everywhere", "POST /auth/logout-others", "GET /fresh"];

    [Test]
    [Property("Requirement", "M-02")]
    public async Task Token_OfAVerifyOnlyStrategy_ManagesNoSessionAndIsNotFresh([ValueSource(nameof(Requests))] string request, [Values(false, true)] bool hasSessionId)
    {
        await using TestHost host = await StartAsync();
        AuthTokenResponse alice = await host.LogInForTokenAsync("alice", "?scheme=Jwt");
        string sid = await SessionIdAsync(host, alice);

        RawAnswer answer = await SendAsync(host, request, sid, Token(host, Partner, PartnerSecret, "alice", hasSessionId ? sid : null));

        Assert.That((answer.Status, await StatusAsync(host, alice)), Is.EqualTo((401, 200)));
    }

    [Test]
    [Property("Requirement", "M-03")]
    public async Task Token_WithTheSessionIdOfAnotherUser_ManagesNoSession([Values("GET /auth/sessions", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}", "POST /auth/logout-everywhere", "POST /auth/logout-others")] string request)
    {
        await using TestHost host = await StartAsync();
        AuthTokenResponse bob = await host.LogInForTokenAsync("bob", "?scheme=Jwt");
        string sid = await SessionIdAsync(host, bob);

        RawAnswer answer = await SendAsync(host, request, sid, Token(host, Own, OwnSecret, "alice", sid));

        Assert.That((answer.Status, await StatusAsync(host, bob)), Is.EqualTo((401, 200)));
    }

    [Test]
    [Property("Requirement", "M-03")]
    public async Task Token_WithTheSessionIdOfAnotherStrategy_ManagesNoSession([Values("GET /auth/sessions", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}", "POST /auth/logout-everywhere", "POST /auth/logout-others")] string request)
    {
        await using TestHost host = await StartAsync();
        AuthTokenResponse session = await host.LogInForTokenAsync("alice", "?scheme=Session");
        string sid = await SessionIdAsync(host, session);

        RawAnswer answer = await SendAsync(host, request, sid, Token(host, Own, OwnSecret, "alice", sid));

        Assert.That((answer.Status, await StatusAsync(host, session)), Is.EqualTo((401, 200)));
    }

    [Test]
    [Property("Requirement", "M-04")]
    public async Task AccessToken_OfAnEndedSession_ManagesNoSession([Values("GET /auth/sessions", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}", "POST /auth/logout-everywhere", "POST /auth/logout-others")] string request)
    {
        await using TestHost host = await StartAsync();
        AuthTokenResponse ended = await host.LogInForTokenAsync("alice", "?scheme=Jwt");
        AuthTokenResponse other = await host.LogInForTokenAsync("alice", "?scheme=Jwt");
        string sid = await SessionIdAsync(host, other);
        await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {ended.AccessToken}");

        RawAnswer me = await host.SendAsync("GET /me", $"Authorization: Bearer {ended.AccessToken}");
        RawAnswer answer = await SendAsync(host, request, sid, ended.AccessToken!);

        Assert.That((me.Status, answer.Status, await StatusAsync(host, other)), Is.EqualTo((200, 401, 200)));
    }

    [Test]
    public async Task AccessToken_OfALiveSession_Manages([ValueSource(nameof(Requests))] string request, [Values("Jwt", "Session", "Stateless")] string scheme)
    {
        await using TestHost host = await StartAsync();
        AuthTokenResponse token = await host.LogInForTokenAsync("alice", $"?scheme={scheme}");
        AuthTokenResponse other = await host.LogInForTokenAsync("alice", "?scheme=Jwt");

        RawAnswer answer = await SendAsync(host, request, await SessionIdAsync(host, other), token.AccessToken!);

        Assert.That(answer.Status, Is.EqualTo(request.Contains("{0}", StringComparison.Ordinal) ? 204 : 200));
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        b => b
            .AddJwt("Jwt", o =>
            {
                (o.Issuer, o.Audience) = (Own, "own");
                o.SigningKeys.Add(JwtKey.FromSecret(OwnSecret, "HS256"));
                o.RefreshTokens.Enabled = true;
            })
            .AddJwt("Partner", o =>
            {
                (o.Issuer, o.Audience) = (Partner, "own");
                o.VerificationKeys.Add(JwtKey.FromSecret(PartnerSecret, "HS256"));
            })
            .AddJwt("Stateless", o =>
            {
                (o.Issuer, o.Audience) = ("https://stateless.example", "own");
                o.SigningKeys.Add(Logins.Key);
            })
            .AddSession("Session"),
        o => o.Strategy("Session").Transport = CredentialTransport.Bearer,
        map: app => app.MapGet("/fresh", () => "fresh").RequireFreshAuthentication(TimeSpan.FromMinutes(5)));

    private static string Token(TestHost host, string issuer, byte[] secret, string subject, string? sid) =>
        ForeignTokens.Create(issuer, "own", secret, host.App.Time.GetUtcNow(), subject, sid, isFresh: true);

    private static Task<RawAnswer> SendAsync(TestHost host, string request, string id, string token) =>
        host.SendAsync(request.Replace("{0}", id, StringComparison.Ordinal), $"Authorization: Bearer {token}");

    private static async Task<int> StatusAsync(TestHost host, AuthTokenResponse login) =>
        (await host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {login.RefreshToken ?? login.AccessToken}")).Status;

    private static async Task<string> SessionIdAsync(TestHost host, AuthTokenResponse login)
    {
        RawAnswer answer = await host.SendAsync("GET /auth/session", $"Authorization: Bearer {login.AccessToken}");
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("sessionId").GetString()!;
    }
}
