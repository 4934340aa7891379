using AuthStrategies.AspNetCore.Tests.Authentication;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>
/// A refused refresh makes one event, although the middleware authenticates the request first; and a user whom the application refuses is not
/// reported as logged out.
/// </summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed class RefusedRefreshEventsTests
{
    private const string Agent = "User-Agent: Firefox/140.0";

    private static readonly ClientFacts Client = new() { Address = "127.0.0.0", UserAgent = "Firefox/140.0" };

    private readonly RecordingEventSink _sink = new();

    [TestCase("a cookie that no session has", AuthFailureReason.UnknownSession)]
    [TestCase("a malformed cookie", AuthFailureReason.Malformed)]
    [TestCase("a session token as a bearer token", AuthFailureReason.UnknownSession)]
    [TestCase("a session that has expired", AuthFailureReason.Expired)]
    [TestCase("an access token alone", AuthFailureReason.NotSupported)]
    [TestCase("an expired access token and an ended refresh token", AuthFailureReason.UnknownSession)]
    [TestCase("a bearer token with a proof", AuthFailureReason.NotBound)]
    public async Task Refresh_Refused_MakesOneEventOfARefresh(string kind, AuthFailureReason reason)
    {
        bool isJwt = kind.Contains("access token", StringComparison.Ordinal);
        await using TestHost host = await StartAsync(
            b => (isJwt ? b.AddJwt(Logins.JwtWithRefresh) : b.AddSession(o => o.IdleTimeout = TimeSpan.FromHours(1))).UseDPoP(),
            o =>
            {
                if (kind.Contains("bearer", StringComparison.Ordinal) || isJwt)
                    o.Transport = CredentialTransport.Bearer;
            });
        IssuedCredential issued = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>(isJwt ? "Jwt" : "Session").IssueAsync(Logins.Alice);
        string other = new('A', 64);
        if (kind is "a session that has expired")
            host.App.Time.Advance(TimeSpan.FromHours(1));
        if (kind.EndsWith("ended refresh token", StringComparison.Ordinal))
        {
            await host.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
            host.App.Time.Advance(TimeSpan.FromHours(1));
        }

        int before = (await _sink.UntilNowAsync(host)).Length;
        using ProofClient client = new(host);
        string origin = $"Origin: {host.App.Origin}";

        RawAnswer answer = await (kind switch
        {
            "a cookie that no session has" => host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={other}", Agent, origin),
            "a malformed cookie" => host.SendAsync("POST /auth/refresh", "Cookie: __Host-auth=x", Agent, origin),
            "a session that has expired" => host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={issued.Value}", Agent, origin),
            "a session token as a bearer token" => host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {other}", Agent),
            "a bearer token with a proof" => host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {other}", client.Proof("POST /auth/refresh", other), Agent),
            "an access token alone" => host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {issued.Value}", Agent),
            _ => ProofClient.RefreshAsync(host, issued.RefreshToken!, $"Authorization: Bearer {issued.Value}", Agent),
        });

        AuthEvent[] made = (await _sink.UntilNowAsync(host))[before..];
        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(made.OfType<CredentialRefusedEvent>().Select(one => (one.Reason, one.IsRefresh, one.Client)), Is.EqualTo(new[] { (reason, true, Client) }));
        Assert.That(made, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Refresh_AcceptedBesideAnExpiredAccessToken_MakesNoRefusal()
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Transport = CredentialTransport.Bearer);
        AuthTokenResponse tokens = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await ProofClient.RefreshAsync(host, tokens.RefreshToken!, $"Authorization: Bearer {tokens.AccessToken}", Agent);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That((await _sink.UntilNowAsync(host)).OfType<CredentialRefusedEvent>(), Is.Empty);
    }

    [Test]
    public async Task Refresh_AtAnEndpointThatDemandsAUser_IsReportedByTheAuthentication()
    {
        await using TestHost host = await StartAsync(b => b.AddSession(), map: app => app.MapAuthRefresh("/closed").RequireAuthorization());

        RawAnswer answer = await host.SendAsync("POST /closed", $"Cookie: __Host-auth={new string('A', 64)}", Agent, $"Origin: {host.App.Origin}");

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That((await _sink.UntilNowAsync(host)).OfType<CredentialRefusedEvent>().Select(one => (one.Reason, one.IsRefresh)), Is.EqualTo(new[] { (AuthFailureReason.UnknownSession, false) }));
    }

    [Test]
    public async Task Request_StrategyAskedAgainForItsScheme_MakesOneEventForEachStrategy()
    {
        await using TestHost host = await StartAsync(
            b => b.AddSession().AddSession("Other"),
            o => o.Strategy("Other").Cookie.Name = o.Strategy("Session").Cookie.Name = "__Host-auth",
            app => app.MapGet("/other", () => "ok").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Other").RequireAuthenticatedUser()));

        await host.SendAsync("GET /other", $"Cookie: __Host-auth={new string('A', 64)}", Agent);

        Assert.That((await _sink.UntilNowAsync(host)).OfType<CredentialRefusedEvent>().Select(one => one.Strategy), Is.EquivalentTo((string[])["Session", "Other"]));
    }

    [TestCase("Session", "GET /me", "cookie")]
    [TestCase("Session", "POST /auth/refresh", "cookie")]
    [TestCase("Session", "GET /me", "bearer")]
    [TestCase("Session", "POST /auth/refresh", "bearer")]
    [TestCase("Jwt", "GET /me", "bearer")]
    [TestCase("Jwt", "POST /auth/refresh", "body")]
    [TestCase("Jwt", "POST /auth/refresh", "body and bearer")]
    [TestCase("Jwt", "GET /me", "cookie")]
    [TestCase("Jwt", "POST /auth/refresh", "cookie")]
    public async Task Check_RefusesTheUser_TheApplicationHasEndedTheSession(string strategy, string requestLine, string place)
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(
            b =>
            {
                b.Services.AddSingleton(script);
                (strategy == "Jwt" ? b.AddJwt(Logins.JwtWithRefresh) : b.AddSession()).UsePrincipalCheck<ScriptedCheck>();
            },
            o => o.Transport = place == "cookie" ? CredentialTransport.Cookie : CredentialTransport.Bearer);
        IssuedCredential issued = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(Logins.Alice);
        int before = (await _sink.UntilNowAsync(host)).Length;
        script.Answer = (_, _) => default;
        string[] cookies = [.. (string[])[$"Cookie: __Host-auth={issued.Value}{(issued.RefreshToken is { } token ? $"; __Host-auth-refresh={token}" : "")}"], $"Origin: {host.App.Origin}", Agent];

        RawAnswer answer = await (place switch
        {
            "cookie" => host.SendAsync(requestLine, cookies),
            "body" => ProofClient.RefreshAsync(host, issued.RefreshToken!, Agent),
            "body and bearer" => ProofClient.RefreshAsync(host, issued.RefreshToken!, $"Authorization: Bearer {issued.Value}", Agent),
            _ => host.SendAsync(requestLine, $"Authorization: Bearer {issued.Value}", Agent),
        });

        AuthEvent[] made = [.. (await _sink.UntilNowAsync(host))[before..].Where(one => one is SessionEndedEvent or CredentialRefusedEvent)];
        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(made.Select(one => (one.Name, one.Strategy, one.Client)), Is.EqualTo(new[] { ("session_ended", strategy, Client), ("credential_refused", strategy, Client) }));
        var ended = (SessionEndedEvent)made[0];
        Assert.That((ended.Reason, ended.EndedBy, ended.Code, ended.Subject, ended.SessionId), Is.EqualTo((SessionEndReason.Application, SessionEndedBy.Application, "principal-check", "alice", issued.SessionId)));
        var refused = (CredentialRefusedEvent)made[1];
        Assert.That((refused.Reason, refused.IsRefresh), Is.EqualTo((AuthFailureReason.Refused, requestLine == "POST /auth/refresh")));
    }

    private Task<TestHost> StartAsync(Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null) =>
        TestHost.StartAsync(strategies, http, services => services.AddAuthEventSink("test", _ => _sink), map);
}
