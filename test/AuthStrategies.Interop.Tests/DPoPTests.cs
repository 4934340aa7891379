using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Interop.Tests;

/// <summary>Proofs of npm's dpop, which has its own clock: so the server demands a nonce, whose time counts.</summary>
[TestFixture]
[Property("Requirement", "P-01")]
public sealed class DPoPTests
{
    private const string Address = "https://api.example/notes";

    [TestCase("ES256")]
    [TestCase("PS256")]
    [TestCase("RS256")]
    public async Task VerifyAsync_ProofOfDpop_IsAcceptedOnceWithItsNonce(string algorithm)
    {
        DPoPProofVerifier verifier = new(new() { RequireNonce = true }, new FakeTimeProvider(InteropFixture.Now));
        DPoPProofResult first = await VerifyAsync(verifier, (await ProveAsync(algorithm, Address, null)).Proof);
        (string proof, string thumbprint) = await ProveAsync(algorithm, Address, first.NextNonce);

        DPoPProofResult accepted = await VerifyAsync(verifier, proof);
        DPoPProofResult again = await VerifyAsync(verifier, proof);

        Assert.That(first.Error, Is.EqualTo(DPoPProofError.NonceRequired));
        Assert.That((accepted.Error, accepted.Thumbprint), Is.EqualTo((DPoPProofError.NoError, thumbprint)));
        Assert.That(again.Error, Is.EqualTo(DPoPProofError.Replayed));
    }

    [Test]
    public async Task Application_ClientWithDpop_LogsInCallsAndRefreshes()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience, options.RefreshTokens.Enabled) = (InteropFixture.Issuer, InteropFixture.Audience, true);
                options.SigningKeys.Add(JwtKey.Generate("ES256"));
            }).UseDPoP(options => options.RequireNonce = true).UseAspNetCore(),
            web =>
            {
                web.MapPost("/login", () => TypedResults.SignIn(InteropFixture.Alice));
                web.MapGet("/me", (HttpContext context) => context.User.FindFirst("sub")!.Value).RequireAuthorization();
                web.MapAuthRefresh();
            });
        using HttpClient client = app.CreateClient();

        AuthTokenResponse login = await TokenAsync(await SendAsync(client, HttpMethod.Post, "/login"));
        HttpResponseMessage me = await SendAsync(client, HttpMethod.Get, "/me", login.AccessToken);
        AuthTokenResponse next = await TokenAsync(await SendAsync(client, HttpMethod.Post, "/auth/refresh", body: new { refreshToken = login.RefreshToken }));
        HttpResponseMessage thief = await SendAsync(client, HttpMethod.Get, "/me", next.AccessToken, key: "thief");

        Assert.That((login.TokenType, next.TokenType), Is.EqualTo(("DPoP", "DPoP")));
        Assert.That((me.StatusCode, await me.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.OK, "alice")));
        Assert.That((await SendAsync(client, HttpMethod.Get, "/me", next.AccessToken)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(thief.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static async Task<AuthTokenResponse> TokenAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<AuthTokenResponse>())!;

    /// <summary>As the client of an application does it: again with the nonce that the server gives.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? token = null, object? body = null, string key = "owner")
    {
        string? nonce = null;
        for (int attempt = 0; ; attempt++)
        {
            using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("DPoP", (await ProveAsync("ES256", new Uri(client.BaseAddress!, path).ToString(), nonce, token, method.Method, key)).Proof);
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token);
            HttpResponseMessage answer = await client.SendAsync(request);
            if (attempt > 0 || !answer.Headers.TryGetValues("DPoP-Nonce", out IEnumerable<string>? nonces))
                return answer;
            nonce = nonces.Single();
        }
    }

    private static async Task<DPoPProofResult> VerifyAsync(DPoPProofVerifier verifier, string proof) =>
        await verifier.VerifyAsync(new() { Proofs = [proof], Method = "POST", Uri = Address, AccessToken = "token" });

    private static async Task<(string Proof, string Thumbprint)> ProveAsync(string algorithm, string address, string? nonce, string? token = "token", string method = "POST", string key = "client")
    {
        JsonElement answer = await NodeSetUp.Peer.AskAsync("dpopProof", new { client = $"{key} {algorithm}", alg = algorithm, method, address, nonce, accessToken = token });
        return (answer.GetProperty("proof").GetString()!, answer.GetProperty("thumbprint").GetString()!);
    }
}
