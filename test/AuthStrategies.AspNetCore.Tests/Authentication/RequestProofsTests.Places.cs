using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>At which place of a request a token may come with a proof.</summary>
public sealed partial class RequestProofsTests
{
    private static readonly string[] Places = ["Authorization: Bearer {0}", "X-Token: {0}", "query"];

    private static Task<TestHost> StartWithPlacesAsync() => StartAsync(b => b.AddSession(), http: o =>
    {
        foreach (string path in (string[])["/me", "/auth/refresh"])
            o.Strategy("Session").AcceptQueryString(path);
        o.Strategy("Session").AcceptHeader("X-Token");
    });

    private static Task<RawAnswer> SendAtAsync(TestHost host, string requestLine, string place, string token, params string[] headers) => place == "query"
        ? host.SendAsync($"{requestLine}?access_token={token}", headers)
        : host.SendAsync(requestLine, [string.Format(null, place, token), .. headers]);

    /// <summary>The proof of a refresh need not name a token, so one that does not must open no other place.</summary>
    [Test]
    [Property("Requirement", "P-01")]
    public async Task Token_ElsewhereThanAsDPoPWithAProof_IsRefused(
        [ValueSource(nameof(Places))] string place, [Values("GET /me", "POST /auth/refresh")] string requestLine, [Values] bool isBound, [Values] bool namesToken)
    {
        await using TestHost host = await StartWithPlacesAsync();
        using ProofClient client = new(host);
        string token = (isBound ? await client.LogInAsync() : await host.LogInForTokenAsync()).AccessToken;
        host.App.Time.Advance(TimeSpan.FromMinutes(10));
        host.Store.Forget();

        RawAnswer withProof = await SendAtAsync(host, requestLine, place, token, client.Proof(requestLine, namesToken ? token : null));

        Assert.That(withProof.Status, Is.EqualTo(401), withProof.Body);
        Assert.That(host.Store.Calls.Where(call => call != "find"), Is.Empty);
        RawAnswer withoutProof = await SendAtAsync(host, requestLine, place, token);
        Assert.That(withoutProof.Status, Is.EqualTo(isBound ? 401 : 200), withoutProof.Body);
    }

    /// <summary>A proof was announced and is missing, or is for another request: the refresh token in the body stays as it was.</summary>
    [Test]
    [Property("Requirement", "P-01")]
    public async Task Refresh_UnboundTokenBesideAnAnnouncedProof_RotatesNothing([Values] bool isMissing)
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        using ProofClient client = new(host);
        string token = (await host.LogInForTokenAsync()).RefreshToken!;
        string[] headers = isMissing ? ["Authorization: DPoP x.y.z"] : ["Authorization: DPoP x.y.z", client.Proof("POST /auth/refresh")];
        host.Store.Forget();

        RawAnswer answer = await ProofClient.RefreshAsync(host, token, headers);

        Assert.That((answer.Status, ErrorOf(answer)), Is.EqualTo((400, "invalid_dpop_proof")));
        Assert.That(host.Store.Calls.Where(call => call != "find"), Is.Empty);
    }

    [Test]
    public async Task Authentication_AfterTheResponseHasStarted_RefusesWithoutAnException([Values] bool isReplay)
    {
        bool? succeeded = null;
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.Jwt), o => o.RequireNonce = !isReplay, map: app => app
            .Use(async (context, next) =>
            {
                if (context.Request.Path != "/late")
                {
                    await next(context);
                    return;
                }

                await context.Response.WriteAsync("begun");
                await context.Response.Body.FlushAsync();
                succeeded = (await context.AuthenticateAsync()).Succeeded;
            })
            .UseRouting().UseAuthentication().UseAuthorization());
        using ProofClient client = new(host);
        string token = "x.y.z";
        string proof = client.Proof("GET /late", isReplay ? "another" : token);

        RawAnswer answer = await host.SendAsync("GET /late", $"Authorization: DPoP {token}", proof);

        Assert.That((answer.Status, succeeded), Is.EqualTo((200, (bool?)false)));
        Assert.That(host.App.Log.Text, Does.Not.Contain("InvalidOperationException"));
    }
}
