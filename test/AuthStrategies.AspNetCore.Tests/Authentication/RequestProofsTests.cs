using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>DPoP over HTTP (RFC 9449): who gets in with which credential, key and proof.</summary>
[TestFixture]
public sealed partial class RequestProofsTests
{
    private const string Algorithms = "algs=\"ES256 ES384 ES512 PS256 PS384 PS512 RS256 RS384 RS512\"";

    private static readonly (string Name, Action<IAuthStrategyBuilder> Add)[] Strategies =
    [
        ("stateless JWT", b => b.AddJwt(Logins.Jwt)),
        ("JWT with refresh tokens", b => b.AddJwt(Logins.JwtWithRefresh)),
        ("session", b => b.AddSession()),
    ];

    private static IEnumerable<TestCaseData> Kinds => Strategies.Select(kind => new TestCaseData(kind.Add).SetArgDisplayNames(kind.Name));

    private static Task<TestHost> StartAsync(Action<IAuthStrategyBuilder> add, Action<DPoPOptions>? configure = null, Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null) =>
        TestHost.StartAsync(b => { add(b); b.UseDPoP(configure); }, o => { o.Transport = CredentialTransport.Bearer; http?.Invoke(o); }, map: map, services: services);

    [TestCaseSource(nameof(Kinds))]
    [Property("Requirement", "P-01")]
    [Property("Requirement", "P-02")]
    public async Task Request_BoundCredential_IsAcceptedOnlyWithAProofOfItsKey(Action<IAuthStrategyBuilder> add)
    {
        await using TestHost host = await StartAsync(add);
        using ProofClient client = new(host);
        using ProofClient thief = new(host);
        AuthTokenResponse token = await client.LogInAsync();

        RawAnswer good = await client.SendAsync("GET /me", token.AccessToken);
        RawAnswer asBearer = await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}");
        RawAnswer withoutProof = await host.SendAsync("GET /me", $"Authorization: DPoP {token.AccessToken}");
        RawAnswer otherKey = await thief.SendAsync("GET /me", token.AccessToken);
        RawAnswer bearerWithProof = await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}", client.Proof("GET /me", token.AccessToken));

        Assert.That((token.TokenType, good.Status, good.Body), Is.EqualTo(("DPoP", 200, "alice")));
        Assert.That((asBearer.Status, asBearer.All("WWW-Authenticate")), Is.EqualTo((401, (string[])["Bearer error=\"invalid_token\", error_description=\"The credential is not valid\"", $"DPoP {Algorithms}"])));
        Assert.That((withoutProof.Status, withoutProof.All("WWW-Authenticate")), Is.EqualTo((401, (string[])["Bearer", $"DPoP error=\"invalid_dpop_proof\", error_description=\"The DPoP proof is not valid\", {Algorithms}"])));
        Assert.That((otherKey.Status, otherKey.All("WWW-Authenticate").Last()), Is.EqualTo((401, $"DPoP error=\"invalid_token\", error_description=\"The credential is not valid\", {Algorithms}")));
        Assert.That(bearerWithProof.Status, Is.EqualTo(401));
        Assert.That((await client.SendAsync("GET /me", token.AccessToken)).Status, Is.EqualTo(200), "the owner goes on");
    }

    [TestCaseSource(nameof(Kinds))]
    [Property("Requirement", "P-02")]
    public async Task Request_UnboundCredential_IsAcceptedOnlyWithoutAProof(Action<IAuthStrategyBuilder> add)
    {
        await using TestHost host = await StartAsync(add);
        using ProofClient client = new(host);
        AuthTokenResponse token = await host.LogInForTokenAsync();

        Assert.That(token.TokenType, Is.EqualTo("Bearer"));
        Assert.That((await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}")).Status, Is.EqualTo(200));
        Assert.That((await client.SendAsync("GET /me", token.AccessToken)).Status, Is.EqualTo(401));
        Assert.That((await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}", client.Proof("GET /me", token.AccessToken))).Status, Is.EqualTo(401));
    }

    private static IEnumerable<TestCaseData> BadProofs
    {
        get
        {
            yield return Row("OtherMethod", (client, token) => [client.Proof("POST /me", token)]);
            yield return Row("OtherPath", (client, token) => [client.Proof("GET /admin", token)]);
            yield return Row("OtherHost", (client, token) => [client.Proof("GET /me", token, origin: "https://evil.example")]);
            yield return Row("OtherScheme", (client, token) => [client.Proof("GET /me", token, origin: client.Origin.Replace("https", "http", StringComparison.Ordinal))]);
            yield return Row("OtherToken", (client, _) => [client.Proof("GET /me", "another")]);
            yield return Row("NoToken", (client, _) => [client.Proof("GET /me")]);
            yield return Row("TwoHeaders", (client, token) => [client.Proof("GET /me", token), client.Proof("GET /me", token)]);
            yield return Row("TwoInOneHeader", (client, token) => [$"{client.Proof("GET /me", token)}, {client.Proof("GET /me", token)[6..]}"]);
            yield return Row("EmptyHeader", (_, _) => ["DPoP:"]);
            yield return Row("NoProof", (_, _) => ["DPoP: x"]);

            static TestCaseData Row(string name, Func<ProofClient, string, string[]> proofs) => new TestCaseData(proofs).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(BadProofs))]
    [Property("Requirement", "P-01")]
    public async Task Request_ProofOfAnotherRequest_IsRefused(object row)
    {
        var proofs = (Func<ProofClient, string, string[]>)row;
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt));
        using ProofClient client = new(host);
        AuthTokenResponse token = await client.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", [$"Authorization: DPoP {token.AccessToken}", .. proofs(client, token.AccessToken)]);

        Assert.That((answer.Status, answer.All("WWW-Authenticate").Last()), Is.EqualTo((401, $"DPoP error=\"invalid_dpop_proof\", error_description=\"The DPoP proof is not valid\", {Algorithms}")));
        Assert.That(host.App.Log.Text, Does.Contain("A DPoP proof was refused").And.Not.Contain(token.AccessToken));
    }

    [Test]
    [Property("Requirement", "P-01")]
    public async Task Request_ProofAgain_IsRefused()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt));
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;
        string proof = client.Proof("GET /me", token);

        Assert.That((await host.SendAsync("GET /me?x=1", $"Authorization: DPoP {token}", proof)).Status, Is.EqualTo(200), "a query is no part of htu");
        Assert.That((await host.SendAsync("GET /me?x=1", $"Authorization: DPoP {token}", proof)).Status, Is.EqualTo(401));
    }

    [TestCase("Authorization: DPoP")]
    [TestCase("Authorization: DPoP  {0}")]
    [TestCase("Authorization: DPoP {0} {0}")]
    [TestCase("Authorization: DPoP {0}\r\nAuthorization: DPoP {0}")]
    [TestCase("Authorization: DPoP {0}\r\nAuthorization: Bearer {0}")]
    public async Task Request_HeaderNotOfOneToken_IsAnInvalidRequest(string header)
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt));
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;

        Assert.That((await host.SendAsync("GET /me", string.Format(null, header, token), client.Proof("GET /me", token))).Status, Is.EqualTo(400));
    }

    [Test]
    [Property("Requirement", "P-01")]
    public async Task Refresh_RefreshToken_NeedsAProofOfItsKey()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        using ProofClient client = new(host);
        using ProofClient thief = new(host);
        string token = (await client.LogInAsync()).RefreshToken!;

        RawAnswer withoutProof = await ProofClient.RefreshAsync(host, token);
        RawAnswer otherKey = await ProofClient.RefreshAsync(host, token, thief.Proof("POST /auth/refresh"));
        RawAnswer badProof = await ProofClient.RefreshAsync(host, token, client.Proof("POST /elsewhere"));
        RawAnswer good = await ProofClient.RefreshAsync(host, token, client.Proof("POST /auth/refresh"));

        Assert.That((withoutProof.Status, otherKey.Status), Is.EqualTo((401, 401)));
        Assert.That((badProof.Status, ErrorOf(badProof)), Is.EqualTo((400, "invalid_dpop_proof")));
        AuthTokenResponse next = JsonSerializer.Deserialize<AuthTokenResponse>(good.Body)!;
        Assert.That((good.Status, next.TokenType), Is.EqualTo((200, "DPoP")));
        Assert.That((await client.SendAsync("GET /me", next.AccessToken)).Status, Is.EqualTo(200));
        Assert.That((await host.SendAsync("GET /me", $"Authorization: Bearer {next.AccessToken}")).Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "P-01")]
    public async Task Refresh_UnboundSessionWithAProof_IsRefused()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        using ProofClient thief = new(host);
        string token = (await host.LogInForTokenAsync()).RefreshToken!;

        Assert.That((await ProofClient.RefreshAsync(host, token, thief.Proof("POST /auth/refresh"))).Status, Is.EqualTo(401));
        Assert.That((await ProofClient.RefreshAsync(host, token)).Status, Is.EqualTo(200), "the owner goes on");
    }

    [Test]
    public async Task Refresh_SessionToken_IsRefreshedWithItsProof()
    {
        await using TestHost host = await StartAsync(b => b.AddSession());
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        RawAnswer good = await client.SendAsync("POST /auth/refresh", token);
        RawAnswer unchanged = await client.SendAsync("POST /auth/refresh", token);

        Assert.That((await host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {token}")).Status, Is.EqualTo(401));
        Assert.That((await host.SendAsync("POST /auth/refresh", $"Authorization: DPoP {token}")).Status, Is.EqualTo(400));
        Assert.That(JsonSerializer.Deserialize<AuthTokenResponse>(good.Body)!.TokenType, Is.EqualTo("DPoP"));
        Assert.That((unchanged.Status, unchanged.Body), Is.EqualTo((200, "{\"tokenType\":\"DPoP\"}")));
    }

    [Test]
    public async Task SignIn_BadProof_IsRefusedAndIssuesNothing()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        using ProofClient client = new(host);

        RawAnswer answer = await host.SendAsync("POST /login/alice", client.Proof("POST /login/bob"));

        Assert.That((answer.Status, ErrorOf(answer)), Is.EqualTo((400, "invalid_dpop_proof")));
        Assert.That(host.Store.Count("create"), Is.Zero);
    }

    [Test]
    public async Task SignIn_WithABoundTokenOfTheSameKey_UsesTheProofOnce()
    {
        await using TestHost host = await StartAsync(b => b.AddSession());
        using ProofClient client = new(host);
        string first = (await client.LogInAsync()).AccessToken;

        RawAnswer second = await client.SendAsync("POST /login/alice", first);

        Assert.That(JsonSerializer.Deserialize<AuthTokenResponse>(second.Body)!.TokenType, Is.EqualTo("DPoP"));
        Assert.That((await client.SendAsync("GET /me", first)).Status, Is.EqualTo(401), "the replaced session has ended");
    }

    [Test]
    public async Task SignIn_OverTheCookie_BindsNothing()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().UseDPoP());
        using ProofClient client = new(host);

        string? cookie = (await host.SendAsync("POST /login/alice", client.Proof("POST /login/alice"))).CookieValue("__Host-auth");

        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", client.Proof("GET /me"))).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Logout_BoundSession_Ends()
    {
        await using TestHost host = await StartAsync(b => b.AddSession());
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;
        await client.SendAsync("POST /auth/logout", token);

        Assert.That((await client.SendAsync("GET /me", token)).Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "P-02")]
    public async Task WithoutUseDPoP_BoundToken_IsRefusedAndNothingElseChanges()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        using ProofClient client = new(host);
        IssuedCredential bound = await host.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice, new() { KeyThumbprint = client.Key.Thumbprint });

        RawAnswer asBearer = await host.SendAsync("GET /me", $"Authorization: Bearer {bound.Value}");
        RawAnswer asDPoP = await client.SendAsync("GET /me", bound.Value);
        AuthTokenResponse token = await client.LogInAsync();

        Assert.That((asBearer.Status, asBearer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer error=\"invalid_token\", error_description=\"The credential is not valid\"")));
        Assert.That((asDPoP.Status, asDPoP.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer")));
        Assert.That((token.TokenType, (await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}", client.Proof("GET /me"))).Status), Is.EqualTo(("Bearer", 200)));
    }

    private static string? ErrorOf(RawAnswer answer) => JsonDocument.Parse(answer.Body).RootElement.GetProperty("error").GetString();
}
