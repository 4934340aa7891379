using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <content>Options, nonces, and the address of a request.</content>
public sealed partial class RequestProofsTests
{
    [Test]
    public async Task RequireDPoP_UnboundCredential_IsRefusedEverywhere()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), http: o => o.Strategy("Jwt").RequireDPoP = true);
        using ProofClient client = new(host);
        IssuedCredential unbound = await host.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);

        RawAnswer login = await host.SendAsync("POST /login/alice");
        RawAnswer request = await host.SendAsync("GET /me", $"Authorization: Bearer {unbound.Value}");
        RawAnswer refresh = await ProofClient.RefreshAsync(host, unbound.RefreshToken!);

        Assert.That((login.Status, ErrorOf(login)), Is.EqualTo((400, "invalid_dpop_proof")));
        Assert.That((request.Status, request.All("WWW-Authenticate")), Is.EqualTo((401, (string[])[$"DPoP {Algorithms}"])));
        Assert.That(refresh.Status, Is.EqualTo(401));
        Assert.That((await client.SendAsync("GET /me", (await client.LogInAsync()).AccessToken)).Status, Is.EqualTo(200));
    }

    /// <summary>Only its holder can end the sessions of a thief, so the endpoints must serve a bound credential as any other.</summary>
    [TestCase("GET /auth/sessions", 200)]
    [TestCase("POST /auth/logout-others", 200)]
    [TestCase("POST /auth/logout-everywhere", 200)]
    [TestCase("DELETE /auth/sessions/{id}", 204)]
    public async Task DirectoryEndpoints_BoundToken_ServeItsUser(string request, int status)
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;
        await client.LogInAsync();
        SessionInfo other = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"))[0];

        RawAnswer answer = await client.SendAsync(request.Replace("{id}", other.Id.ToString(), StringComparison.Ordinal), token);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
    }

    [Test]
    public async Task RequireDPoP_RefreshOfAnUnboundSession_RotatesNothing()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), http: o => o.Strategy("Jwt").RequireDPoP = true);
        IssuedCredential unbound = await host.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        int writes = host.Store.Count("replace");

        RawAnswer refresh = await ProofClient.RefreshAsync(host, unbound.RefreshToken!);

        Assert.That((refresh.Status, host.Store.Count("replace")), Is.EqualTo((401, writes)));
    }

    [Test]
    [Property("Requirement", "P-01")]
    public async Task RequireNonce_EveryPlace_GivesANonceAndAcceptsIt()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.RequireNonce = true);
        using ProofClient client = new(host);

        RawAnswer login = await host.SendAsync("POST /login/alice", client.Proof("POST /login/alice"));
        string nonce = login.One("DPoP-Nonce")!;
        AuthTokenResponse token = JsonSerializer.Deserialize<AuthTokenResponse>((await host.SendAsync("POST /login/alice", client.Proof("POST /login/alice", nonce: nonce))).Body)!;
        RawAnswer request = await client.SendAsync("GET /me", token.AccessToken);
        RawAnswer again = await client.SendAsync("GET /me", token.AccessToken, request.One("DPoP-Nonce"));
        RawAnswer refresh = await ProofClient.RefreshAsync(host, token.RefreshToken!, client.Proof("POST /auth/refresh"));
        RawAnswer refreshed = await ProofClient.RefreshAsync(host, token.RefreshToken!, client.Proof("POST /auth/refresh", nonce: refresh.One("DPoP-Nonce")));

        Assert.That((login.Status, ErrorOf(login)), Is.EqualTo((400, "use_dpop_nonce")));
        Assert.That((request.Status, request.All("WWW-Authenticate").Last()), Is.EqualTo((401, $"DPoP error=\"use_dpop_nonce\", error_description=\"The DPoP proof needs the nonce of this response\", {Algorithms}")));
        Assert.That((again.Status, again.One("DPoP-Nonce")), Is.EqualTo((200, (string?)null)));
        Assert.That((refresh.Status, ErrorOf(refresh), refreshed.Status), Is.EqualTo((400, "use_dpop_nonce", 200)));
    }

    [Test]
    public async Task RequireNonce_NonceGettingOld_TheAnswerBringsTheNextOne()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt), o => o.RequireNonce = true);
        using ProofClient client = new(host);
        string nonce = (await host.SendAsync("POST /login/alice", client.Proof("POST /login/alice"))).One("DPoP-Nonce")!;
        host.App.Time.Advance(TimeSpan.FromSeconds(40));

        RawAnswer login = await host.SendAsync("POST /login/alice", client.Proof("POST /login/alice", nonce: nonce));

        Assert.That((login.Status, login.One("DPoP-Nonce")), Is.EqualTo((200, login.One("DPoP-Nonce"))));
        Assert.That(login.One("DPoP-Nonce"), Is.Not.Null.And.Not.EqualTo(nonce));
    }

    private static IEnumerable<TestCaseData> Addresses
    {
        get
        {
            yield return Row("PathBase", app => { app.UsePathBase("/shop"); app.UseRouting(); app.UseAuthentication(); app.UseAuthorization(); }, "/shop/me", "/shop/me");
            yield return Row("EscapedPath", null, "/m%65", "/m%65");
            yield return Row("EscapedPathAsTheClientReadsIt", null, "/m%65", "/me");
            yield return Row("Branch", app => app.Map("/api", branch => branch.UseRouting().UseAuthentication().UseAuthorization().UseEndpoints(endpoints => endpoints.MapGet("/me", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization())), "/api/me", "/api/me");

            static TestCaseData Row(string name, Action<WebApplication>? map, string path, string proved) => new TestCaseData(map, path, proved).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task Address_PathBasesAndBranches_IsTheOneThatTheClientCalls(Action<WebApplication>? map, string path, string proved)
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt), map: map);
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;

        RawAnswer answer = await host.SendAsync($"GET {path}", $"Authorization: DPoP {token}", client.Proof($"GET {proved}", token));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [TestCase(true, 200)]
    [TestCase(false, 401)]
    public async Task Address_BehindAProxy_IsTheOneOutside(bool isTrusted, int status)
    {
        await using TestHost host = await StartAsync(
            b => b.AddJwt(Logins.Jwt),
            services: services => services.Configure<ForwardedHeadersOptions>(options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix;
                if (isTrusted)
                    return;
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                options.KnownProxies.Add(System.Net.IPAddress.Parse("10.0.0.1"));
            }),
            map: app => app.UseForwardedHeaders().UseRouting().UseAuthentication().UseAuthorization());
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;

        RawAnswer answer = await host.SendAsync(
            "GET /me",
            "X-Forwarded-Host: shop.example",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Prefix: /outside",
            $"Authorization: DPoP {token}",
            client.Proof("GET /outside/me", token, origin: "https://shop.example"));

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task OtherPlaces_BoundToken_IsRefused()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt), http: o =>
        {
            o.Strategy("Jwt").AcceptQueryString("/me");
            o.Strategy("Jwt").AcceptHeader("X-Token");
        });
        using ProofClient client = new(host);
        string token = (await client.LogInAsync()).AccessToken;

        Assert.That((await host.SendAsync($"GET /me?access_token={token}", client.Proof("GET /me", token))).Status, Is.EqualTo(401));
        Assert.That((await host.SendAsync("GET /me", $"X-Token: {token}", client.Proof("GET /me", token))).Status, Is.EqualTo(401));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Metadata_Algorithms_AreNamedWhereDPoPIsInUse(bool isUsed)
    {
        await using TestHost host = await TestHost.StartAsync(b =>
        {
            b.AddJwt(Logins.Jwt);
            if (isUsed)
                b.UseDPoP(o => o.Algorithms.Remove("RS256"));
        });

        string body = (await host.SendAsync("GET /.well-known/openid-configuration")).Body;

        Assert.That(body.Contains("\"dpop_signing_alg_values_supported\":[\"ES256\",\"ES384\",\"ES512\",\"PS256\",\"PS384\",\"PS512\",\"RS384\",\"RS512\"]", StringComparison.Ordinal), Is.EqualTo(isUsed));
        Assert.That(body.Contains("dpop", StringComparison.Ordinal), Is.EqualTo(isUsed));
    }

    [Test]
    public async Task Request_NotAllowed_IsAnsweredInTheSchemeOfTheClient()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt));
        using ProofClient client = new(host);

        RawAnswer answer = await client.SendAsync("GET /admin", (await client.LogInAsync()).AccessToken);

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((403, $"DPoP error=\"insufficient_scope\", error_description=\"The user is not allowed to do this\", {Algorithms}")));
    }
}
