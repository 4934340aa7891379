using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
        await using TestApplication app = await StartAsync(context => facts = RequestSession.Find(context.User));
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
            services => services.AddAuthStrategy().AddJwt(Logins.Jwt).UseAspNetCore(),
            app => app.MapGet("/look", (HttpContext context) => { facts = RequestSession.Find(context.User); }));

        await app.SendRawAsync("GET /look", [$"Authorization: Bearer {issued.Value}"]);

        Assert.That(issued.SessionId, Is.Not.Null);
        Assert.That(facts, Is.EqualTo(new RequestSession("Jwt", null, IsProlongedByUse: false, issued.ExpiresAt, app.Time.GetUtcNow())));
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
