using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Interop.Tests;

/// <summary>Requests of npm's oauth4webapi to a protected resource, with the nonces that it asks for. Its clock is its own, so a nonce is needed in any case.</summary>
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

    private static Task<TestApplication> StartAsync(bool requiresNonce) => TestApplication.StartAsync(
        services => services.AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience) = (InteropFixture.Issuer, InteropFixture.Audience);
            options.SigningKeys.Add(JwtKey.Generate("ES256"));
        }).UseDPoP(options => options.RequireNonce = requiresNonce).UseAspNetCore(),
        web => web.MapGet("/me", (HttpContext context) => context.User.FindFirst("sub")!.Value).RequireAuthorization(),
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
