using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>While the former handler goes on (MoveLogins = false), a credential of ours that is of no use hides no login of it.</summary>
[TestFixture]
public sealed class AcceptCookiesPassedByTests
{
    [TestCase("unknown", ExpectedResult = "alice True alice")]
    [TestCase("ended", ExpectedResult = "alice True alice")]
    [TestCase("expired", ExpectedResult = "alice True alice")]
    [TestCase("malformed", ExpectedResult = "alice True alice")]
    [TestCase("none", ExpectedResult = "alice True alice")]
    [TestCase("live", ExpectedResult = "carol True carol")]
    // The first request has ended its session, so it is unknown to the second.
    [TestCase("stolen", ExpectedResult = "401 alice")]
    public async Task<string> CookieOfOurs_BesideALoginOfTheFormerHandler(string ours)
    {
        await using FormerApplication app = await StartAsync();
        string token = ours is "unknown" or "none" ? new string('A', 64) : ours == "malformed" ? "x" : await IssueAsync(app, "carol");
        if (ours == "ended")
            await app.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("carol");
        if (ours == "stolen")
            token = token[..30] + new string('A', 34);
        if (ours == "expired")
            app.App.Time.Advance(TimeSpan.FromDays(10));
        using FormerVisitor alice = await app.VisitAsync();
        if (ours != "none")
            alice.Jar.Store(app.App.Address, $"{FormerApplication.New}={token}; path=/; secure");

        return $"{await alice.GetAsync()} {await alice.GetAsync("/old-scheme-user")}";
    }

    [TestCase("Bearer of-another-scheme", ExpectedResult = "alice True")]
    [TestCase("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ExpectedResult = "alice True")]
    [TestCase("Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.AAAA", ExpectedResult = "alice True")]
    [TestCase("Basic YTpi", ExpectedResult = "alice True")]
    public async Task<string> Header_BesideALoginOfTheFormerHandler(string header)
    {
        await using FormerApplication app = await StartAsync();
        using FormerVisitor alice = await app.VisitAsync();

        using HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Get, "/me", headers: ("Authorization", header));

        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
    }

    [TestCase("Bearer of-another-scheme")]
    [TestCase("")]
    public async Task NoLogin_TheAnswerIsThatOfOurs(string header)
    {
        await using FormerApplication app = await StartAsync();
        using FormerVisitor guest = new(app.App);
        // A cookie that the former handler refuses.
        guest.Jar.Store(app.App.Address, $"{FormerApplication.Old}=x; path=/; secure");
        if (header.Length == 0)
            guest.Jar.Store(app.App.Address, $"{FormerApplication.New}={new string('A', 64)}; path=/; secure");

        using HttpResponseMessage answer = await guest.SendAsync(HttpMethod.Get, "/me", headers: header.Length == 0 ? [] : [("Authorization", header)]);

        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
    }

    /// <summary>A login in a request whose cookie of ours is dead is one that the nodes of the former release know.</summary>
    [Test]
    public async Task Login_BesideADeadCookieOfOurs_GoesOn([Values] bool signsOut)
    {
        await using FormerApplication app = await StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        alice.Jar.Store(app.App.Address, $"{FormerApplication.New}={new string('A', 64)}; path=/; secure");
        (await alice.SendAsync(HttpMethod.Post, signsOut ? "/sign-out" : "/sign-in/bob")).Dispose();

        Assert.That((await alice.GetAsync("/open"), alice.Old is null), Is.EqualTo(signsOut ? ("nobody", true) : ("bob", false)));
    }

    /// <summary>A login of ours goes on while it can be refreshed, so its sign-out must end it.</summary>
    [TestCase("malformed", ExpectedResult = false)]
    [TestCase("unknown", ExpectedResult = false)]
    public async Task<bool> SignOut_WithALiveRefreshCookie_EndsItsSession(string access)
    {
        await using FormerApplication app = await StartAsync(builder => builder.AddJwt(Logins.JwtWithRefresh), options => options.Transport = CredentialTransport.Cookie);
        IAuthStrategy jwt = app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Jwt");
        string refresh = (await jwt.IssueAsync(FormerApplication.User("carol"))).RefreshToken!;
        using FormerVisitor visitor = await app.VisitAsync();
        visitor.Jar.Store(app.App.Address, $"__Secure-auth-refresh={refresh}; path=/; secure");
        visitor.Jar.Store(app.App.Address, $"{FormerApplication.New}={(access == "malformed" ? "x" : new string('A', 64))}; path=/; secure");

        (await visitor.SendAsync(HttpMethod.Post, "/sign-out")).Dispose();

        return (await jwt.RefreshAsync(refresh)).Succeeded;
    }

    private static async Task<FormerApplication> StartAsync(Action<IAuthStrategyBuilder>? strategies = null, Action<AuthHttpOptions>? http = null)
    {
        FormerApplication app = await FormerApplication.StartAsync(
            strategies: strategies,
            accept: options => options.MoveLogins = false,
            http: http ?? (options => options.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer));
        app.App.Endpoints.MapPost("/sign-in/{user}", async (HttpContext context, string user) =>
        {
            await context.AuthenticateAsync();
            await context.SignInAsync(FormerApplication.User(user));
        });
        app.App.Endpoints.MapPost("/sign-out", (HttpContext context) => context.SignOutAsync());
        return app;
    }

    private static async Task<string> IssueAsync(FormerApplication app, string user) =>
        (await app.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(FormerApplication.User(user))).Value;
}
