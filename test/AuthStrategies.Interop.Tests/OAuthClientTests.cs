using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Interop.Tests;

/// <summary>Requests of npm's oauth4webapi to a protected resource and to the refresh endpoint, with the nonces that are asked for. Its clock is its own, so a nonce is always needed.</summary>
[TestFixture]
[Property("Requirement", "P-01")]
[Property("Requirement", "P-02")]
public sealed class OAuthClientTests
{
    [TestCase("ES256", true)]
    [TestCase("ES256", false)]
    [TestCase("PS256", true)]
    [TestCase("RS256", true)]
    public async Task ProtectedResource_ClientWithItsKey_IsServedAfterOneNonce(string algorithm, bool requiresNonce)
    {
        await using TestApplication app = await StartAsync(requiresNonce);
        string client = $"owner {algorithm} {requiresNonce}";
        string token = await IssueAsync(app, client, algorithm);

        JsonElement first = await RequestAsync(app, client, algorithm, token);
        JsonElement second = await RequestAsync(app, client, algorithm, token);

        Assert.That(Facts(first), Is.EqualTo((200, "alice", 2)));
        Assert.That(Facts(second), Is.EqualTo((200, "alice", 1)), "the client keeps the nonce");
    }

    [Test]
    public async Task ProtectedResource_ThiefWithAnotherKey_IsRefused()
    {
        await using TestApplication app = await StartAsync(requiresNonce: true);
        string token = await IssueAsync(app, "robbed", "ES256");

        JsonElement theft = await RequestAsync(app, "thief", "ES256", token);

        Assert.That(theft.GetProperty("status").GetInt32(), Is.EqualTo(401));
        Assert.That(theft.GetProperty("attempts").GetInt32(), Is.EqualTo(2), "the nonce alone does not help");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Refresh_ClientWithItsKey_GetsTokensAfterOneNonce(bool requiresNonce)
    {
        await using TestApplication app = await StartAsync(requiresNonce);

        JsonElement answer = await RefreshAsync(app, await IssueRefreshTokenAsync(app, $"refreshes {requiresNonce}"), $"refreshes {requiresNonce}");

        Assert.That(answer.GetProperty("attempts").GetInt32(), Is.EqualTo(2), answer.GetRawText());
        JsonElement tokens = answer.GetProperty("tokens");
        Assert.That(tokens.GetProperty("token_type").GetString(), Is.EqualTo("DPoP").IgnoreCase);
        Assert.That(tokens.GetProperty("access_token").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task Refresh_ThiefWithAnotherKey_IsRefused()
    {
        await using TestApplication app = await StartAsync(requiresNonce: false);

        JsonElement answer = await RefreshAsync(app, await IssueRefreshTokenAsync(app, "robbed at refresh"), "thief at refresh");

        Assert.That(answer.GetProperty("error").GetString(), Is.EqualTo("OAUTH_WWW_AUTHENTICATE_CHALLENGE"), "a 401 has a challenge (RFC 9110 §15.5.2)");
    }

    private static Task<JsonElement> RefreshAsync(TestApplication app, string refreshToken, string client) =>
        NodeSetUp.Peer.AskAsync("oauthRefresh", new { client, alg = "ES256", address = $"{app.Origin}/auth/refresh", refreshToken });

    private static async Task<string> IssueRefreshTokenAsync(TestApplication app, string client)
    {
        string thumbprint = (await NodeSetUp.Peer.AskAsync("oauthThumbprint", new { client, alg = "ES256" })).GetProperty("thumbprint").GetString()!;
        return (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(InteropFixture.Alice, new() { KeyThumbprint = thumbprint })).RefreshToken!;
    }

    private static Task<TestApplication> StartAsync(bool requiresNonce) => TestApplication.StartAsync(
        services => services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower).AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience) = (InteropFixture.Issuer, InteropFixture.Audience);
            options.SigningKeys.Add(JwtKey.Generate("ES256"));
            options.RefreshTokens.Enabled = true;
        }).UseDPoP(options => options.RequireNonce = requiresNonce).UseAspNetCore(http => http.AllowHttpInDevelopment = true),
        web =>
        {
            web.MapGet("/me", (HttpContext context) => context.User.FindFirst("sub")!.Value).RequireAuthorization();
            web.MapAuthRefresh();
        },
        "Development",
        https: false);

    private static async Task<string> IssueAsync(TestApplication app, string client, string algorithm)
    {
        string thumbprint = (await NodeSetUp.Peer.AskAsync("oauthThumbprint", new { client, alg = algorithm })).GetProperty("thumbprint").GetString()!;
        return (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(InteropFixture.Alice, new() { KeyThumbprint = thumbprint })).Value;
    }

    private static Task<JsonElement> RequestAsync(TestApplication app, string client, string algorithm, string token) =>
        NodeSetUp.Peer.AskAsync("oauthRequest", new { client, alg = algorithm, method = "GET", address = $"{app.Origin}/me", accessToken = token });

    private static (int Status, string? Body, int Attempts) Facts(JsonElement answer) =>
        (answer.GetProperty("status").GetInt32(), answer.TryGetProperty("body", out JsonElement body) ? body.GetString() : answer.GetRawText(), answer.GetProperty("attempts").GetInt32());
}
