using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hostile;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>Why an endpoint of sessions, or a refresh, refuses a credential that is accepted elsewhere: a developer is told, others are not.</summary>
[TestFixture]
public sealed class OwnSubjectReasonTests
{
    private const string Own = "https://own.example";
    private const string Partner = "https://partner.example";

    private static readonly byte[] OwnSecret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] PartnerSecret = [.. Enumerable.Range(0, 32).Select(i => (byte)(i + 100))];

    private static readonly string[] Endpoints =
        ["GET /auth/sessions", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}", "POST /auth/logout-everywhere", "POST /auth/logout-others"];

    /// <summary>The credential, and what a developer reads.</summary>
    private static IEnumerable<TestCaseData> Refused() =>
        from endpoint in Endpoints
        from credential in new[] { ("partner", "The strategy Partner accepted the credential, but it only verifies"), ("ended", "The session of the access token has ended"), ("of another user", "another user") }
        select new TestCaseData(endpoint, credential.Item1, credential.Item2);

    [TestCaseSource(nameof(Refused))]
    [Property("Requirement", "M-02")]
    [Property("Requirement", "M-04")]
    public async Task SessionEndpoint_AcceptedCredentialManagesNoSession_TellsOnlyADeveloperWhy(string endpoint, string credential, string why)
    {
        foreach (string environment in (string[])["Development", "Production"])
        {
            await using TestHost host = await StartAsync(environment, "Jwt Partner");
            (string token, string sid) = await TokenAsync(host, credential);

            RawAnswer answer = await host.SendAsync(endpoint.Replace("{0}", sid, StringComparison.Ordinal), $"Authorization: Bearer {token}");

            bool isDeveloper = environment == "Development";
            Assert.That(answer.Status, Is.EqualTo(401));
            Assert.That(answer.Body.Contains(why, StringComparison.Ordinal), Is.EqualTo(isDeveloper), answer.Body);
            Assert.That(host.App.Log.Count(133), Is.EqualTo(isDeveloper ? 1 : 0));
            Assert.That(answer.Body, Does.Not.Contain(token).And.Not.Contain(sid));
        }
    }

    [TestCase("Jwt Partner", "own", "Present the refresh token that the strategy Jwt issued with it.")]
    [TestCase("Partner Jwt", "own", "Present the refresh token that the strategy Jwt issued with it.")]
    [TestCase("Jwt Partner", "partner", "The strategy Partner only verifies tokens, and refreshes none: ask the issuer")]
    [TestCase("Partner Jwt", "partner", "The strategy Partner only verifies tokens, and refreshes none: ask the issuer")]
    [TestCase("Stateless Partner Jwt", "stateless", "set RefreshTokens.Enabled of Stateless to true")]
    [TestCase("Jwt Partner Stateless", "stateless", "set RefreshTokens.Enabled of Stateless to true")]
    [TestCase("Session Partner Jwt", "partner", "ask the issuer")]
    [TestCase("Jwt Partner", "stranger", "WrongIssuer")]
    [TestCase("Jwt Partner", "malformed", "An access token cannot be exchanged")]
    public async Task Refresh_AccessToken_AdvisesForTheStrategyOfTheToken(string strategies, string credential, string advice)
    {
        await using TestHost host = await StartAsync("Development", strategies);
        (string token, _) = await TokenAsync(host, credential);

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {token}");

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Body, Does.Contain(advice));
        if (credential is "partner" or "own")
            Assert.That(answer.Body, Does.Not.Contain("RefreshTokens.Enabled"));
    }

    private static async Task<(string Token, string SessionId)> TokenAsync(TestHost host, string credential)
    {
        if (credential == "malformed")
            return ("a.b.c", "");
        if (credential == "stateless")
            return ((await host.LogInForTokenAsync("alice", "?scheme=Stateless")).AccessToken!, "");

        AuthTokenResponse login = await host.LogInForTokenAsync("alice", "?scheme=Jwt");
        string sid = JsonDocument.Parse((await host.SendAsync("GET /auth/session", $"Authorization: Bearer {login.AccessToken}")).Body).RootElement.GetProperty("sessionId").GetString()!;
        if (credential == "ended")
            await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {login.AccessToken}");
        return (credential switch
        {
            "partner" => ForeignTokens.Create(Partner, "own", PartnerSecret, host.App.Time.GetUtcNow(), "alice", null, isFresh: true),
            "stranger" => ForeignTokens.Create("https://stranger.example", "own", PartnerSecret, host.App.Time.GetUtcNow(), "alice", null, isFresh: true),
            "of another user" => ForeignTokens.Create(Own, "own", OwnSecret, host.App.Time.GetUtcNow(), "bob", sid, isFresh: true),
            _ => login.AccessToken!,
        }, sid);
    }

    private static Task<TestHost> StartAsync(string environment, string strategies) => TestHost.StartAsync(
        b =>
        {
            foreach (string strategy in strategies.Split(' '))
            {
                if (strategy == "Session")
                    b.AddSession("Session");
                else
                    b.AddJwt(strategy, o => Configure(o, strategy));
            }
        },
        o =>
        {
            if (strategies.Contains("Session", StringComparison.Ordinal))
                o.Strategy("Session").Transport = CredentialTransport.Bearer;
        },
        environment: environment);

    private static void Configure(JwtStrategyOptions options, string strategy)
    {
        (options.Issuer, options.Audience) = (strategy == "Jwt" ? Own : strategy == "Partner" ? Partner : "https://stateless.example", "own");
        if (strategy == "Partner")
            options.VerificationKeys.Add(JwtKey.FromSecret(PartnerSecret, "HS256"));
        else
            options.SigningKeys.Add(strategy == "Jwt" ? JwtKey.FromSecret(OwnSecret, "HS256") : Logins.Key);
        options.RefreshTokens.Enabled = strategy == "Jwt";
    }
}
