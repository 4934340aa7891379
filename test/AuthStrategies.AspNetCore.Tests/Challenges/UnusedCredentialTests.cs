using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>A credential that nothing reads is told apart from none: in Development, in the body and in the log, without the credential.</summary>
[TestFixture]
public sealed class UnusedCredentialTests
{
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0LXNpZ25hdHVyZQ";
    private const string Secret = "c2VjcmV0LXNpZ25hdHVyZQ";
    private const string SessionToken = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    private const int Line = 121;

    [TestCase("Jwt", "GET /me", "Authorization: " + Token, "has no scheme before its value, so the strategy Jwt did not read it. Send \"Authorization: Bearer\", one space and the token.")]
    [TestCase("Jwt", "GET /me", "Authorization: " + SessionToken, "has no scheme before its value")]
    [TestCase("Jwt", "GET /me", "Authorization: Basic YWxpY2U6c2VjcmV0", "has the scheme Basic, so the strategy Jwt did not read it")]
    [TestCase("Jwt", "GET /me", "Authorization: Token " + Token, "has the scheme Token,")]
    [TestCase("Jwt", "GET /me", "authorization: jwt " + Token, "has the scheme JWT,")]
    [TestCase("Jwt", "GET /me", "Authorization: " + Secret + " " + Token, "has another scheme than Bearer")]
    [TestCase("Jwt", "GET /me", "Cookie: __Host-auth=" + SessionToken, "has the cookie __Host-auth, but the strategy Jwt reads the header \"Authorization: Bearer")]
    [TestCase("Jwt", "GET /me?access_token=" + Token, "X-A: b", "query string has access_token, but the strategy Jwt reads")]
    [TestCase("Session", "GET /me", "Authorization: Bearer " + Token, "has a bearer token, but the strategy Session reads the cookie __Host-auth. To read both, write o.Strategy(\"Session\").Sources =")]
    [TestCase("Session", "GET /me", "Authorization: " + Token, "has no scheme before its value, and the strategy Session reads the cookie __Host-auth.")]
    [TestCase("Session", "GET /auth/session", "Authorization: Bearer " + Token, "has a bearer token, but the strategy Session reads")]
    [TestCase("Both", "GET /me", "Authorization: " + Token, "so the strategies Web and Api did not read it")]
    [TestCase("Both", "GET /api", "Cookie: __Host-auth=" + SessionToken, "has the cookie __Host-auth, but the strategy Api reads the header")]
    [TestCase("Both", "GET /web", "Authorization: Bearer " + Token, "has a bearer token, but the strategy Web reads the cookie __Host-auth")]
    public async Task Challenge_OfARequestWithACredentialThatNothingReads_SaysWhatToSendInDevelopment(string strategies, string request, string header, string said)
    {
        foreach (string environment in new[] { "Development", "Production" })
        {
            await using TestHost host = await StartAsync(strategies, environment);

            RawAnswer answer = await host.SendAsync(request, header);

            string[] lines = [.. host.App.Log.Entries.Where(line => line.Id == Line).Select(line => line.Text)];
            bool isDevelopment = environment == "Development";
            Assert.That(answer.Status, Is.EqualTo(401), environment);
            Assert.That(System.Text.RegularExpressions.Regex.Unescape(answer.Body), isDevelopment ? Does.Contain(said) : Does.Not.Contain("strategy"), environment);
            Assert.That(lines, isDevelopment ? Has.One.Contains(said) : Is.Empty, environment);
            Assert.That(answer.Body + host.App.Log.Entries.Where(line => line.Category.StartsWith("AuthStrategies", StringComparison.Ordinal)).Select(line => line.Text).Aggregate("", string.Concat), Does.Not.Contain(Secret).And.Not.Contain(SessionToken));
        }
    }

    [TestCase("Jwt", "X-A: b")]
    [TestCase("Jwt", "Authorization: ")]
    [TestCase("Jwt", "Cookie: theme=dark")]
    [TestCase("Session", "Cookie: theme=dark")]
    [TestCase("Session", "X-A: b")]
    public async Task Challenge_OfARequestWithoutACredential_SaysNothingMore(string strategies, string header)
    {
        await using TestHost host = await StartAsync(strategies, "Development");

        RawAnswer answer = await host.SendAsync("GET /me", header);

        Assert.That((answer.Status, answer.Body.Contains("detail", StringComparison.Ordinal)), Is.EqualTo((401, false)));
        Assert.That(host.App.Log.Count(Line), Is.Zero);
    }

    private static Task<TestHost> StartAsync(string strategies, string environment) => TestHost.StartAsync(
        strategies switch
        {
            "Jwt" => b => b.AddJwt(Logins.Jwt),
            "Session" => b => b.AddSession(),
            _ => b => b.AddSession("Web").AddJwt("Api", Logins.Jwt),
        },
        map: app =>
        {
            if (strategies != "Both")
                return;
            app.MapGet("/api", () => "").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Api").RequireAuthenticatedUser());
            app.MapGet("/web", () => "").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Web").RequireAuthenticatedUser());
        },
        environment: environment);
}
