using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Authentication;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.AspNetCore.Tests.OneWord;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Each refusal makes one event with its reason and its client, also where no strategy was asked.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed class RefusalEventsTests
{
    private const string Agent = "User-Agent: Firefox/140.0";

    private static readonly ClientFacts Client = new() { Address = "127.0.0.0", UserAgent = "Firefox/140.0" };

    private readonly RecordingEventSink _sink = new();

    [TestCase(RequestRefusal.CrossSite, "POST /me", "Cookie: __Host-auth=[1]", "Sec-Fetch-Site: cross-site")]
    [TestCase(RequestRefusal.CrossSite, "POST /me", "Cookie: __Host-auth=made-up", "Origin: https://evil.example")]
    [TestCase(RequestRefusal.CrossSite, "POST /login/alice", "Sec-Fetch-Site: cross-site")]
    [TestCase(RequestRefusal.CrossSite, "POST /auth/logout", "Cookie: __Host-auth=[1]", "Sec-Fetch-Site: cross-site")]
    [TestCase(RequestRefusal.CrossSite, "POST /auth/refresh", "Cookie: __Host-auth=[1]", "Sec-Fetch-Site: cross-site")]
    [TestCase(RequestRefusal.SeveralCredentials, "GET /me", "Cookie: __Host-auth=[1]", "Authorization: Bearer [2]")]
    [TestCase(RequestRefusal.SeveralCredentials, "GET /me", "Authorization: Bearer [1]", "Authorization: Bearer [2]")]
    [TestCase(RequestRefusal.SeveralCredentials, "POST /auth/refresh", "Cookie: __Host-auth=[1]", "Authorization: Bearer [2]")]
    [TestCase(RequestRefusal.SeveralSessions, "GET /me", "Cookie: __Host-auth=[1]; __Host-auth=[2]")]
    [TestCase(RequestRefusal.SeveralSessions, "POST /auth/refresh", "Cookie: __Host-auth=[1]; __Host-auth=[2]")]
    [TestCase(RequestRefusal.AmbiguousCookie, "GET /me", "Cookie: $Version=1; __Host-auth=[1]")]
    [TestCase(RequestRefusal.AmbiguousCookie, "GET /me", "Cookie: __Host-auth=[1]; __Host%2Dauth=[2]")]
    [TestCase(RequestRefusal.Malformed, "GET /me", "Authorization: Bearer [1] [2]")]
    [TestCase(RequestRefusal.Malformed, "GET /me", "Authorization: Bearer")]
    [TestCase(RequestRefusal.Malformed, "POST /auth/logout", "Authorization: Bearer [1] [2]")]
    public async Task Request_RefusedBeforeAStrategyIsAsked_MakesOneEventWithItsReason(RequestRefusal reason, string requestLine, params string[] headers)
    {
        await using TestHost host = await StartAsync(b => b.AddSession(), o => o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer);
        string[] tokens = [await host.LogInAsync(), await host.LogInAsync("bob")];
        int before = (await _sink.UntilNowAsync(host)).Length;

        RawAnswer answer = await host.SendAsync(requestLine, [.. headers.Select(header => header.Replace("[1]", tokens[0], StringComparison.Ordinal).Replace("[2]", tokens[1], StringComparison.Ordinal)), Agent]);
        AuthEvent[] made = (await _sink.UntilNowAsync(host))[before..];

        Assert.That(answer.Status, Is.EqualTo(reason == RequestRefusal.CrossSite ? 403 : 400));
        Assert.That(made, Has.Length.EqualTo(1));
        var refused = made[0] as RequestRefusedEvent;
        Assert.That((refused?.Reason, refused?.Client, refused?.Strategy, refused?.Subject), Is.EqualTo(((RequestRefusal?)reason, (ClientFacts?)Client, (string?)"", (string?)null)));
        Assert.That(refused!.Time, Is.EqualTo(host.App.Time.GetUtcNow()));
    }

    [Test]
    public async Task Request_BodyThatCannotBeRead_MakesOneEvent([Values("/auth/refresh", "/auth/logout")] string path)
    {
        await using TestHost host = await StartAsync(b => b.AddSession());

        await host.App.SendRawAsync($"POST {path}", ["Content-Type: application/json", Agent], "{\"refreshToken\":1}");

        AuthEvent[] made = await _sink.UntilNowAsync(host);
        Assert.That(made.Select(authEvent => (authEvent as RequestRefusedEvent)?.Reason), Is.EqualTo((RequestRefusal?[])[RequestRefusal.Malformed]));
    }

    [Test]
    public async Task Request_OfEveryoneWithoutACredential_MakesNone()
    {
        await using TestHost host = await StartAsync(b => b.AddSession());

        await host.SendAsync("GET /me", Agent);
        await host.SendAsync("POST /auth/refresh", Agent);
        await host.SendAsync("POST /auth/logout", Agent);

        Assert.That(await _sink.UntilNowAsync(host), Is.Empty);
    }

    [Test]
    public async Task Credential_ThatNoStrategyReads_MakesOneEventWithoutAStrategy([Values("GET /me", "POST /auth/refresh")] string requestLine)
    {
        await using TestHost host = await StartAsync(b => b.AddSession(), o => o.Strategy("Session").Sources = CredentialSources.Bearer);

        await host.SendAsync(requestLine, "Authorization: Bearer x", Agent);

        var refused = (CredentialRefusedEvent)(await _sink.UntilNowAsync(host)).Single();
        Assert.That((refused.Strategy, refused.Reason, refused.Client), Is.EqualTo(("", AuthFailureReason.Malformed, Client)));
    }

    [TestCase("a proof of another request", AuthFailureReason.InvalidProof)]
    [TestCase("a bearer token with a proof", AuthFailureReason.NotBound)]
    [TestCase("an unbound token", AuthFailureReason.KeyProofRequired)]
    [TestCase("a refresh without a proof", AuthFailureReason.KeyProofRequired)]
    [TestCase("a refresh with a wrong proof", AuthFailureReason.InvalidProof)]
    [TestCase("a login with a wrong proof", AuthFailureReason.InvalidProof)]
    public async Task Credential_RefusedForItsProof_MakesOneEvent(string kind, AuthFailureReason reason)
    {
        bool requires = kind is "an unbound token" or "a refresh without a proof";
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).UseDPoP(), o =>
        {
            o.Transport = CredentialTransport.Bearer;
            o.Strategy("Jwt").RequireDPoP = requires;
        });
        using ProofClient client = new(host);
        IssuedCredential issued = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Jwt").IssueAsync(Logins.Alice);
        int before = (await _sink.UntilNowAsync(host)).Length;
        string wrong = client.Proof("GET /other", issued.Value);

        await (kind switch
        {
            "a proof of another request" => host.SendAsync("GET /me", $"Authorization: DPoP {issued.Value}", wrong, Agent),
            "a bearer token with a proof" => host.SendAsync("GET /me", $"Authorization: Bearer {issued.Value}", wrong, Agent),
            "an unbound token" => host.SendAsync("GET /me", $"Authorization: Bearer {issued.Value}", Agent),
            "a refresh without a proof" => ProofClient.RefreshAsync(host, issued.RefreshToken!, Agent),
            "a refresh with a wrong proof" => ProofClient.RefreshAsync(host, issued.RefreshToken!, wrong, Agent),
            _ => host.SendAsync("POST /login/alice", wrong, Agent),
        });

        AuthEvent[] made = (await _sink.UntilNowAsync(host))[before..];
        Assert.That(made.Select(authEvent => ((authEvent as CredentialRefusedEvent)?.Reason, authEvent.Client, (authEvent as CredentialRefusedEvent)?.IsRefresh)),
            Is.EqualTo(new[] { ((AuthFailureReason?)reason, (ClientFacts?)Client, (bool?)kind.StartsWith("a refresh", StringComparison.Ordinal)) }));
    }

    /// <summary>The strategy uses the proof, so the event is its own. No other one says that it accepted the credential.</summary>
    [Test]
    public async Task Credential_WithAReplayedProof_MakesOneEventOfItsStrategy([Values("GET /me", "POST /auth/refresh")] string requestLine, [Values] bool isSession, [Values] bool isShared)
    {
        await using TestHost host = await StartAsync(
            b => (isSession ? b.AddSession() : b.AddJwt(Logins.JwtWithRefresh)).UseDPoP(o => o.ShareReplays = isShared),
            o => o.Transport = CredentialTransport.Bearer,
            counts: true);
        using ProofClient client = new(host);
        AuthTokenResponse login = await client.LogInAsync();
        bool isBody = !isSession && requestLine.StartsWith("POST", StringComparison.Ordinal);
        string proof = client.Proof(requestLine, isBody ? null : login.AccessToken);
        await SendAsync();
        int before = (await _sink.UntilNowAsync(host)).Length;

        RawAnswer replay = await SendAsync();

        AuthEvent[] made = (await _sink.UntilNowAsync(host))[before..];
        Assert.That(replay.Status, Is.AnyOf(400, 401));
        Assert.That(made.Select(authEvent => authEvent.Name), Has.All.EqualTo("credential_refused"));
        // A session token is asked about twice: by the middleware, and by the refresh.
        CredentialRefusedEvent[] refused = [.. made.Cast<CredentialRefusedEvent>().DistinctBy(authEvent => authEvent.IsRefresh)];
        Assert.That(refused, Has.Length.EqualTo(made.Length));
        Assert.That(refused.Select(authEvent => (authEvent.Strategy, authEvent.Reason)), Has.All.EqualTo((isSession ? "Session" : "Jwt", AuthFailureReason.InvalidProof)));

        Task<RawAnswer> SendAsync() => isBody
            ? ProofClient.RefreshAsync(host, login.RefreshToken!, proof, Agent)
            : host.SendAsync(requestLine, $"Authorization: DPoP {login.AccessToken}", proof, Agent);
    }

    [Test]
    public async Task Check_ReplacesThePrincipal_MakesTheEventWithTheClient([Values("GET /me", "POST /auth/refresh")] string requestLine)
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(b => Checked(b, script));
        string cookie = await host.LogInAsync();
        script.Answer = (_, _) => new(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice"), new("name", "Alice B")], "password", "name", "role")));

        await host.SendAsync(requestLine, $"Cookie: __Host-auth={cookie}", Agent, $"Origin: {host.App.Origin}");

        await _sink.UntilNowAsync(host);
        Assert.That(_sink.Events.OfType<ClaimsReplacedEvent>().Select(authEvent => authEvent.Client), Is.EqualTo((ClientFacts[])[Client]));
    }

    [TestCase("Jwt", "Session", "/app/logout")]
    [TestCase("Jwt", "Session", "/app/login")]
    [TestCase("Session", "Jwt", "/app/out")]
    [TestCase("Session", "Jwt", "/app/login")]
    public async Task Change_OfTheWord_TheEndOfTheLoginFromBeforeHasTheClient(string before, string after, string path)
    {
        await using RestartedApp app = new(("Jwt:Http:RefreshOnRequest", "true"));
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");
        await app.StartAsync(after, auth => auth.Services.AddAuthEventSink("test", _ => _sink));

        await app.SendAsync($"POST {path}");

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        SessionEndedEvent ended = await _sink.FirstAsync<SessionEndedEvent>(null, limit.Token);
        Assert.That((ended.Strategy, ended.Client?.Address), Is.EqualTo((before, "127.0.0.0")));
    }

    [Test]
    public async Task Request_SameRefusalForSeveralSchemes_MakesOneEvent()
    {
        await using TestHost host = await StartAsync(b => b.AddSession().AddSession("Other"), o => o.Strategy("Other").Cookie.Name = "__Host-other");

        await host.SendAsync("POST /me", "Cookie: __Host-auth=a; __Host-other=b", "Sec-Fetch-Site: cross-site", Agent);
        await host.SendAsync("POST /auth/logout", "Cookie: __Host-auth=a; __Host-other=b", "Sec-Fetch-Site: cross-site", Agent);

        AuthEvent[] made = await _sink.UntilNowAsync(host);
        Assert.That(made.OfType<RequestRefusedEvent>().Select(refused => refused.Reason), Is.EqualTo((RequestRefusal[])[RequestRefusal.SeveralCredentials, RequestRefusal.SeveralCredentials, RequestRefusal.CrossSite]));
    }

    private static void Checked(IAuthStrategyBuilder builder, CheckScript script)
    {
        builder.Services.AddSingleton(script);
        builder.AddSession().UsePrincipalCheck<ScriptedCheck>();
    }

    private Task<TestHost> StartAsync(Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http = null, bool counts = false) =>
        TestHost.StartAsync(strategies, http, services => services.Configure<AuthEventOptions>(o => o.AuthenticatedEvery = counts ? 1 : 0).AddAuthEventSink("test", _ => _sink));
}
