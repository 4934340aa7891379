using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>
/// A credential that is refused where it was sent: a developer reads what it is and where it belongs, and every other client gets the answer of
/// any refused credential.
/// </summary>
[TestFixture]
public sealed class MisplacedCredentialTests
{
    private const string Invalid = "Bearer error=\"invalid_token\", error_description=\"The credential is not valid\"";

    private static readonly JwtKey PartnerKey = JwtKey.Generate("ES256");

    [TestCase("partner", "/own", true, "\"iss\" is not Issuer: https://issuer.example. The credential is one of the strategy Partner; this endpoint accepts Own.")]
    [TestCase("own", "/partner", true, "\"iss\" is not Issuer: https://partner.example. The credential is one of the strategy Own; this endpoint accepts Partner.")]
    [TestCase("own", "/both", true, "this endpoint accepts Session or Partner.")]
    [TestCase("session", "/me", true, "The credential has the form of a session token or a refresh token; the strategy Session reads the cookie __Host-auth, and not the header Authorization; a refresh token of the strategy Own is for the refresh endpoint only")]
    [TestCase("refresh", "/me", true, "a refresh token of the strategy Own is for the refresh endpoint only: send the access token here")]
    [TestCase("refresh", "/own", true, "a refresh token of the strategy Own is for the refresh endpoint only: send the access token here")]
    [TestCase("own", "/me", false, "The credential has the form of a JWT; the strategies Own and Partner read the header")]
    [Property("Requirement", "M-02")]
    public async Task Challenge_OfACredentialInTheWrongPlace_SaysOnlyInDevelopmentWhereItBelongs(string credential, string path, bool isBearer, string said)
    {
        foreach (string environment in new[] { "Development", "Production" })
        {
            await using TestHost host = await StartAsync(environment);
            string text = await TextAsync(host, credential);

            RawAnswer answer = await host.SendAsync($"GET {path}", isBearer ? $"Authorization: Bearer {text}" : $"Cookie: __Host-auth={text}");

            bool isDevelopment = environment == "Development";
            Assert.That(answer.Status, Is.EqualTo(401), environment);
            Assert.That(string.Join(" | ", answer.Headers.Where(header => header.Name == "WWW-Authenticate").Select(header => header.Value)), Does.EndWith(Invalid), environment);
            Assert.That(System.Text.RegularExpressions.Regex.Unescape(answer.Body), isDevelopment ? Does.Contain(said) : Does.Not.Contain("detail"), environment);
            Assert.That(answer.Body, Does.Contain("The credential is not valid.").And.Not.Contain(text));
            Assert.That(host.App.Log.Count(172), Is.EqualTo(isDevelopment ? 1 : 0), environment);
        }
    }

    private static async Task<string> TextAsync(TestHost host, string credential) => credential switch
    {
        "session" => (await host.SendAsync("POST /login/alice?scheme=Session", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!,
        "partner" => (await host.LogInForTokenAsync(query: "?scheme=Partner")).AccessToken,
        "refresh" => (await host.LogInForTokenAsync(query: "?scheme=Own")).RefreshToken!,
        _ => (await host.LogInForTokenAsync(query: "?scheme=Own")).AccessToken,
    };

    private static Task<TestHost> StartAsync(string environment) => TestHost.StartAsync(
        b => b.AddSession("Session").AddJwt("Own", Logins.JwtWithRefresh).AddJwt("Partner", o =>
        {
            o.Issuer = "https://partner.example";
            o.Audience = "tests";
            o.SigningKeys.Add(PartnerKey);
        }),
        map: app =>
        {
            foreach (string scheme in new[] { "Own", "Partner" })
                app.MapGet("/" + scheme.ToLowerInvariant(), () => "").RequireAuthorization(policy => policy.AddAuthenticationSchemes(scheme).RequireAuthenticatedUser());
            app.MapGet("/both", () => "").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Session", "Partner").RequireAuthenticatedUser());
        },
        environment: environment);
}
