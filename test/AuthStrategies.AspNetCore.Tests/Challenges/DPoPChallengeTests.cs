using AuthStrategies.AspNetCore.Tests.Authentication;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>Every 401 and 403 names the ways in that the client has (RFC 9449 §7.1), wherever in the library it is written.</summary>
[TestFixture]
public sealed class DPoPChallengeTests
{
    private const string Bound = "DPoP algs=\"ES256 ES384 ES512 PS256 PS384 PS512 RS256 RS384 RS512\"";

    /// <summary>How the application uses DPoP.</summary>
    public enum Use
    {
        Off,
        On,
        Required,
    }

    [TestCase(Use.Off, "Bearer")]
    [TestCase(Use.On, "Bearer|" + Bound)]
    [TestCase(Use.Required, Bound)]
    public async Task RepeatedSignIn_SessionEnded_NamesEachWayIn(Use use, string expected)
    {
        await using TestHost host = await StartAsync(use);
        using ProofClient client = new(host);
        string token = await TokenAsync(client, use);

        RawAnswer answer = await SendAsync(host, client, use, "POST /end-and-again", token);

        Assert.That((answer.Status, string.Join('|', answer.All("WWW-Authenticate"))), Is.EqualTo((401, expected)), answer.Body);
    }

    [TestCase(Use.Off, "Bearer")]
    [TestCase(Use.On, "Bearer|" + Bound)]
    [TestCase(Use.Required, Bound)]
    public async Task Refresh_Refused_NamesEachWayIn(Use use, string expected)
    {
        await using TestHost host = await StartAsync(use);
        using ProofClient client = new(host);

        RawAnswer answer = await ProofClient.RefreshAsync(host, new('A', 64));

        Assert.That((answer.Status, string.Join('|', answer.All("WWW-Authenticate"))), Is.EqualTo((401, expected)), answer.Body);
    }

    [TestCase(Use.Off, "Bearer ", "")]
    [TestCase(Use.On, "DPoP ", ", algs=")]
    [TestCase(Use.Required, "DPoP ", ", algs=")]
    public async Task Refusals_OfAUser_NameTheSchemeOfTheClient(Use use, string scheme, string algorithms)
    {
        await using TestHost host = await StartAsync(use);
        using ProofClient client = new(host);
        string token = await TokenAsync(client, use);
        host.App.Time.Advance(TimeSpan.FromMinutes(3));

        foreach ((string requestLine, int status, string error) in ((string, int, string)[])[("GET /admin", 403, "insufficient_scope"), ("GET /fresh", 401, "insufficient_user_authentication")])
        {
            RawAnswer answer = await SendAsync(host, client, use, requestLine, token);

            Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
            Assert.That(answer.One("WWW-Authenticate"), Does.StartWith($"{scheme}error=\"{error}\"").And.Contain(algorithms));
        }
    }

    private static Task<TestHost> StartAsync(Use use) => TestHost.StartAsync(
        b =>
        {
            b.AddJwt(Logins.JwtWithRefresh);
            if (use != Use.Off)
                b.UseDPoP();
        },
        o =>
        {
            o.Transport = CredentialTransport.Bearer;
            o.Strategy("Jwt").RequireDPoP = use == Use.Required;
        },
        map: app =>
        {
            app.MapGet("/fresh", () => "fresh").RequireAuthorization(policy => policy.RequireFreshAuthentication(TimeSpan.FromMinutes(1)));
            app.MapPost("/end-and-again", async (HttpContext context, ISessionDirectory directory) =>
            {
                AuthenticateResult result = await context.AuthenticateAsync();
                await directory.RevokeAllAsync("alice");
                await context.SignInAsync(result.Principal!, result.Properties);
            });
        });

    private static async Task<string> TokenAsync(ProofClient client, Use use) =>
        use == Use.Off ? (await client.LogInWithoutProofAsync()).AccessToken : (await client.LogInAsync()).AccessToken;

    private static Task<RawAnswer> SendAsync(TestHost host, ProofClient client, Use use, string requestLine, string token) =>
        use == Use.Off ? host.SendAsync(requestLine, $"Authorization: Bearer {token}") : client.SendAsync(requestLine, token);
}
