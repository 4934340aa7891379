using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>What travels with the principal.</summary>
[TestFixture]
public sealed class RequestSessionTests
{
    [Test]
    public async Task Find_UserOfARequest_NamesItsSessionAndNoCredential()
    {
        RequestSession? facts = null;
        await using TestApplication app = await StartAsync(context => facts = RequestSession.Find(context.User), Revalidate);
        string cookie = await LogInAsync(app);

        await app.SendRawAsync("GET /look", [$"Cookie: __Host-auth={cookie}"]);

        SessionInfo session = ((await app.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).ToList()).Single();
        Assert.That(facts, Is.EqualTo(new RequestSession("Session", session.Id, IsProlongedByUse: true, session.ExpiresAt, app.Time.GetUtcNow())));
        Assert.That(facts!.ToString(), Does.Not.Contain(cookie));
    }

    [Test]
    public async Task Find_UserThatATransformationCloned_IsTheSame()
    {
        RequestSession? facts = null;
        ClaimsPrincipal? user = null;
        await using TestApplication app = await StartAsync(
            context => (facts, user) = (RequestSession.Find(context.User), context.User),
            services => services.AddSingleton<IClaimsTransformation, Cloning>());
        string cookie = await LogInAsync(app);

        await app.SendRawAsync("GET /look", [$"Cookie: __Host-auth={cookie}"]);

        Assert.That(user!.HasClaim("seen", "yes"), Is.True);
        Assert.That(facts!.Strategy, Is.EqualTo("Session"));
    }

    [Test]
    public async Task Find_UserThatATransformationMadeAnew_IsFoundByTheRequest()
    {
        RequestSession? without = null, with = null;
        await using TestApplication app = await StartAsync(
            context => (without, with) = (RequestSession.Find(context.User), RequestSession.Find(context.User, context)),
            services => services.AddSingleton<IClaimsTransformation, MakingAnew>());
        string cookie = await LogInAsync(app);

        await app.SendRawAsync("GET /look", [$"Cookie: __Host-auth={cookie}"]);

        Assert.That((without, with?.Strategy), Is.EqualTo(((RequestSession?)null, "Session")));
    }

    [Test]
    public async Task Find_NoUser_IsNothing()
    {
        RequestSession? facts = new("x", null, false, null);
        await using TestApplication app = await StartAsync(context => facts = RequestSession.Find(context.User, context));

        await app.SendRawAsync("GET /look");

        Assert.That(facts, Is.Null);
    }

    [Test]
    public async Task Find_JwtWhoseSessionIsKeptElsewhere_NamesNoSession()
    {
        RequestSession? facts = null;
        await using TestApplication issuer = await TestApplication.StartAsync(services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(), Logins.Map);
        IssuedCredential issued = await issuer.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        await using TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddAuthStrategy().AddJwt(Logins.Jwt).UseAspNetCore();
                Revalidate(services);
            },
            app => app.MapGet("/look", (HttpContext context) => { facts = RequestSession.Find(context.User); }));

        await app.SendRawAsync("GET /look", [$"Authorization: Bearer {issued.Value}"]);

        Assert.That(issued.SessionId, Is.Not.Null);
        Assert.That(facts, Is.EqualTo(new RequestSession("Jwt", null, IsProlongedByUse: false, issued.ExpiresAt, app.Time.GetUtcNow())));
    }

    /// <summary>How old an answer is only the check of connections asks, and which requests start a connection their endpoints do not tell.</summary>
    [Test]
    public async Task ConfirmedAt_ApplicationWithRevalidation_IsKnownOfEveryRequest([Values("no endpoint", "page", "hub")] string kind, [Values] bool hasHubs, [Values] bool hasCircuits)
    {
        await using TestApplication app = await StartAsync(_ => { }, services =>
        {
            if (hasHubs)
                Revalidate(services);
            if (hasCircuits)
                services.AddRazorComponents().AddInteractiveServerComponents().AddSessionRevalidation();
        });
        DefaultHttpContext context = new() { RequestServices = app.Services };
        context.Request.Method = "GET";
        context.Request.Headers.Cookie = "__Host-auth=" + await LogInAsync(app);
        if (kind != "no endpoint")
            context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0, kind == "hub" ? new(new HubMetadata(typeof(Hub))) : EndpointMetadataCollection.Empty, kind));

        AuthRequest request = await app.Services.GetRequiredService<RequestAuthenticator>().AuthenticateAsync(context);

        Assert.That(request.Session!.ConfirmedAt, hasHubs || hasCircuits ? Is.EqualTo(app.Time.GetUtcNow()) : Is.Null);
    }

    /// <summary>A page takes its user after it has read a slow form, and the session may have ended before that.</summary>
    [Test]
    public async Task ConfirmedAt_PageThatReadsASlowForm_IsWhenTheStrategyWasAsked()
    {
        TimeSpan slow = TimeSpan.FromSeconds(20);
        TestApplication? app = null;
        DateTimeOffset? confirmedAt = null;
        app = await StartAsync(
            context =>
            {
                app!.Time.Advance(slow);
                using MonitoredSession watched = context.RequestServices.GetRequiredService<SessionMonitor>().Watch(RequestSession.Find(context.User)!, _ => { }, CancellationToken.None);
                confirmedAt = watched.ConfirmedAt;
            },
            services => services.AddRazorComponents().AddInteractiveServerComponents().AddSessionRevalidation());
        await using TestApplication stopped = app;
        string cookie = await LogInAsync(app);

        await app.SendRawAsync("GET /look", [$"Cookie: __Host-auth={cookie}"]);

        Assert.That(confirmedAt, Is.EqualTo(app.Time.GetUtcNow() - slow));
    }

    /// <summary>A strategy that forgets to set the end says that the credential ended long ago. It does not say nothing.</summary>
    [Test]
    public void Values_SmallestAndLargest_AreNotTakenForAbsentOnes()
    {
        RequestSession first = new("Custom", default(SessionId), false, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        RequestSession last = first with { ExpiresAt = DateTimeOffset.MaxValue, ConfirmedAt = DateTimeOffset.MaxValue };
        RequestSession none = last with { SessionId = null, ExpiresAt = null, ConfirmedAt = null };
        RequestSession again = none with { SessionId = default(SessionId), ExpiresAt = DateTimeOffset.MinValue, ConfirmedAt = DateTimeOffset.MinValue };

        Assert.That((first.SessionId, first.ExpiresAt, first.ConfirmedAt), Is.EqualTo(((SessionId?)default(SessionId), (DateTimeOffset?)DateTimeOffset.MinValue, (DateTimeOffset?)DateTimeOffset.MinValue)));
        Assert.That((last.ExpiresAt, last.ConfirmedAt), Is.EqualTo(((DateTimeOffset?)DateTimeOffset.MaxValue, (DateTimeOffset?)DateTimeOffset.MaxValue)));
        Assert.That(none, Is.EqualTo(new RequestSession("Custom", null, false, null)));
        Assert.That(none.SessionId, Is.Null);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(again, Is.Not.EqualTo(none));
    }

    [Test]
    public void AttachTo_PlaceIsTaken_LeavesItAlone()
    {
        ClaimsIdentity identity = new("custom") { BootstrapContext = "theirs" };

        new RequestSession("Custom", null, false, null).AttachTo(new ClaimsPrincipal(identity));

        Assert.That(identity.BootstrapContext, Is.EqualTo("theirs"));
    }

    private static void Revalidate(IServiceCollection services) => services.AddSignalR().AddSessionRevalidation();

    private static Task<TestApplication> StartAsync(Action<HttpContext> look, Action<IServiceCollection>? more = null) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().UseAspNetCore();
            more?.Invoke(services);
        },
        app =>
        {
            Logins.Map(app);
            app.MapGet("/look", look);
        });

    private static async Task<string> LogInAsync(TestApplication app) => (await app.SendRawAsync("POST /login/alice")).CookieValue("__Host-auth")!;

    private sealed class Cloning : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            ClaimsPrincipal clone = principal.Clone();
            ((ClaimsIdentity)clone.Identity!).AddClaim(new("seen", "yes"));
            return Task.FromResult(clone);
        }
    }

    private sealed class MakingAnew : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) =>
            Task.FromResult(new ClaimsPrincipal(new ClaimsIdentity(principal.Claims.Select(claim => new Claim(claim.Type, claim.Value)), "anew")));
    }
}
