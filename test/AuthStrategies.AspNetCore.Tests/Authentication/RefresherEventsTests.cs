using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.AspNetCore.Tests.Http;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>The events of pages that a refresh token serves or would serve, and of endpoints that authenticate a credential again.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed class RefresherEventsTests
{
    private static readonly string[] Page = ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Accept: text/html", "User-Agent: Firefox/140.0"];
    private static readonly ClientFacts Client = new() { Address = "127.0.0.0", UserAgent = "Firefox/140.0" };

    private readonly RecordingEventSink _sink = new();

    [TestCase(RequestRefusal.AmbiguousCookie, "__Host-auth-refresh=[1]; __Host%2Dauth-refresh=[2]")]
    [TestCase(RequestRefusal.SeveralSessions, "__Host-auth-refresh=[1]; __Host-auth-refresh=[2]")]
    public async Task Page_RefreshCookiesThatCannotBeUsed_MakesOneEvent(RequestRefusal reason, string cookies)
    {
        await using TestHost host = await StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        string[] tokens = [(await IssueAsync(host)).RefreshToken!, (await IssueAsync(host)).RefreshToken!];
        int before = (await _sink.UntilNowAsync(host)).Length;

        RawAnswer answer = await host.SendAsync("GET /me", [$"Cookie: {cookies.Replace("[1]", tokens[0], StringComparison.Ordinal).Replace("[2]", tokens[1], StringComparison.Ordinal)}", .. Page]);

        AuthEvent[] made = (await _sink.UntilNowAsync(host))[before..];
        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(made.Select(one => ((one as RequestRefusedEvent)?.Reason, one.Client)), Is.EqualTo(new[] { ((RequestRefusal?)reason, (ClientFacts?)Client) }));
    }

    [Test]
    public async Task Page_CheckRefusesTheUserOfItsRefreshToken_MakesTheEndAndTheRefusal()
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(b =>
        {
            b.Services.AddSingleton(script);
            b.AddJwt(Logins.JwtWithRefresh).UsePrincipalCheck<ScriptedCheck>();
        });
        IssuedCredential issued = await IssueAsync(host);
        int before = (await _sink.UntilNowAsync(host)).Length;
        script.Answer = (_, _) => default;

        RawAnswer answer = await host.SendAsync("GET /me", [$"Cookie: __Host-auth-refresh={issued.RefreshToken}", .. Page]);

        AuthEvent[] made = (await _sink.UntilNowAsync(host))[before..];
        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(made.Select(one => (one.Name, one.Strategy, one.Client)), Is.EqualTo(new[] { ("session_ended", "Jwt", Client), ("credential_refused", "Jwt", Client) }));
        Assert.That((((SessionEndedEvent)made[0]).Code, ((CredentialRefusedEvent)made[1]).Reason), Is.EqualTo(("principal-check", AuthFailureReason.Refused)));
    }

    [Test]
    public async Task Page_AnotherStrategyIsAskedAboutItsAccessToken_MakesItsEventWithTheClient()
    {
        await using TestHost host = await StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh).AddJwt("Api", options =>
            {
                Logins.Jwt(options);
                options.Issuer = "https://other.example";
            }),
            o =>
            {
                o.Strategy("Api").Transport = CredentialTransport.Cookie;
                o.Strategy("Api").Cookie.Name = o.Strategy("Jwt").Cookie.Name = "__Host-auth";
            });
        IssuedCredential issued = await IssueAsync(host);
        int before = (await _sink.UntilNowAsync(host)).Length;
        host.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await host.SendAsync("GET /me", [$"Cookie: __Host-auth={issued.Value}; __Host-auth-refresh={issued.RefreshToken}", .. Page]);

        AuthEvent[] made = [.. (await _sink.UntilNowAsync(host))[before..].Where(one => one is CredentialRefusedEvent)];
        Assert.That(answer.Status, Is.EqualTo(200), "the refresh token serves the page");
        Assert.That(made.Select(one => (one.Strategy, one.Client)), Is.EquivalentTo(new[] { ("Jwt", Client), ("Api", Client) }));
    }

    [TestCase("GET /auth/sessions")]
    [TestCase("POST /auth/logout-everywhere")]
    [TestCase("POST /auth/logout-others")]
    public async Task Endpoint_SessionEndedAfterTheAuthentication_MakesTheRefusalWithTheClient(string requestLine)
    {
        await using TestHost host = await StartAsync(
            b => b.AddJwt(options =>
            {
                Logins.JwtWithRefresh(options);
                options.RequireLiveSession = true;
            }),
            map: app => app.Use(async (context, next) =>
            {
                // Between the authentication and the endpoint.
                if (context.User.Identity!.IsAuthenticated)
                    await context.RequestServices.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
                await next(context);
            }));
        IssuedCredential issued = await IssueAsync(host);

        RawAnswer answer = await host.SendAsync(requestLine, $"Cookie: __Host-auth={issued.Value}", $"Origin: {host.App.Origin}", "User-Agent: Firefox/140.0");

        CredentialRefusedEvent refused = (await _sink.UntilNowAsync(host)).OfType<CredentialRefusedEvent>().Single();
        Assert.That(answer.Status, Is.EqualTo(401).Or.EqualTo(403));
        Assert.That((refused.Reason, refused.Client), Is.EqualTo((AuthFailureReason.Revoked, Client)));
    }

    private static async Task<IssuedCredential> IssueAsync(TestHost host) => await host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Jwt").IssueAsync(Logins.Alice);

    private Task<TestHost> StartAsync(Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null) => TestHost.StartAsync(
        strategies,
        o =>
        {
            (o.Strategy("Jwt").Transport, o.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true);
            http?.Invoke(o);
        },
        services => services.AddAuthEventSink("test", _ => _sink),
        map);
}
