using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.CookieTickets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>The application changes what it is given in <c>ConvertPrincipal</c>, or goes on with the request there.</summary>
[TestFixture]
public sealed class AcceptCookiesConvertCopiesTests
{
    private const int EndUnknown = 164;
    private const int Unavailable = 101;

    public enum Use
    {
        Authenticate,
        AuthenticateFormerScheme,
        GetToken,
        SignIn,
        SignInFormerScheme,
        SignOut,
        SignOutFormerScheme,
        Challenge,
    }

    /// <summary>The handler goes on with its own principal and properties: a claim is in the old cookie only if the application put it there.</summary>
    [TestCase(1)]
    [TestCase(3)]
    public async Task NotMovedYet_LoginIsChanged_TheOldCookieIsNot(int renewals)
    {
        int calls = 0;
        List<(int Claims, int Items)> seen = [];
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options =>
        {
            options.MoveLogins = false;
            options.ConvertPrincipal = (login, _) =>
            {
                calls++;
                seen.Add(Change(login));
                return new(login.Principal);
            };
        });
        using FormerVisitor alice = new(app.App);
        (await alice.SendAsync(HttpMethod.Post, "/old-scheme/alice")).Dispose();
        for (int renewal = 0; renewal < renewals; renewal++)
        {
            app.App.Time.Advance(TimeSpan.FromDays(8));
            Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        }

        Assert.That(calls, Is.GreaterThan(renewals), "at the sign-in and at each renewal");
        Assert.That(seen, Is.All.EqualTo((0, 0)));
    }

    /// <summary>A store in memory gives one ticket to all requests, and to the next one after a failure.</summary>
    [Test]
    public async Task Tickets_LoginIsChangedBeforeAFailure_TheNextRequestGetsItUnchanged([Values] bool withTickets)
    {
        List<(int Claims, int Items)> seen = [];
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = withTickets ? new TicketList() : null,
            accept: options => options.ConvertPrincipal = (login, _) =>
            {
                seen.Add(Change(login));
                return seen.Count < 3 ? throw new InvalidOperationException("No database.") : new(login.Principal);
            });
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That((await alice.GetAsync(), await alice.GetAsync(), await alice.GetAsync()), Is.EqualTo(("503", "503", "alice True")));
        Assert.That(seen, Is.EqualTo(Enumerable.Repeat((0, 0), 3)));
        SessionInfo session = (await app.App.Services.GetRequiredService<ISessionDirectory>().FindAsync((await app.SessionAsync()).Id))!;
        Assert.That(session.Principal!.FindAll("extra").Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Tickets_SeveralRequestsAtOnce_EachChangesItsOwnLogin()
    {
        int calls = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<AcceptedCookieContext> logins = [];
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = new TicketList(),
            accept: options => options.ConvertPrincipal = async (login, _) =>
            {
                lock (logins)
                    logins.Add(login);
                if (Interlocked.Increment(ref calls) == 4)
                    all.SetResult();
                await all.Task;
                return Change(login) == (0, 0) ? login.Principal : null;
            });
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That(await alice.BurstAsync(4), Is.All.EqualTo("alice True"));
        Assert.That(logins.Select(login => login.Principal.Identity).Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(4));
        Assert.That(logins.Select(login => login.Properties.Items).Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(4));
    }

    /// <summary>The authentication of the request waits for the conversion: without a refusal this never ends.</summary>
    [Test]
    [CancelAfter(60_000)]
    public async Task RequestIsUsedInTheConversion_503AndTheLogSaysWhy([Values] Use use, [Values] bool afterAnAwait, [Values] bool withTickets, CancellationToken cancellationToken)
    {
        bool uses = true;
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = withTickets ? new TicketList() : null,
            accept: options => options.ConvertPrincipal = async (login, _) =>
            {
                if (afterAnAwait)
                    await Task.Yield();
                if (uses)
                    await UseAsync(use, login.HttpContext);
                return login.Principal;
            });
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That((await alice.GetAsync().WaitAsync(cancellationToken), await app.CountAsync(), app.App.Log.Count(Unavailable)), Is.EqualTo(("503", 0, 1)));
        Assert.That(app.App.Log.Text, Does.Contain("ConvertPrincipal of AcceptCookies asked to authenticate, sign in or sign out"));
        uses = false;
        Assert.That(await alice.GetAsync().WaitAsync(cancellationToken), Is.EqualTo("alice True"), "the request after it is not concerned");
    }

    /// <summary>There the handler of the old scheme asks, and goes on without the answer.</summary>
    [Test]
    [CancelAfter(60_000)]
    public async Task NotMovedYet_RequestIsUsedInTheConversion_TheLoginGoesOnAndTheLogSaysWhy([Values] Use use, [Values] bool afterAnAwait, CancellationToken cancellationToken)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options =>
        {
            options.MoveLogins = false;
            options.ConvertPrincipal = async (login, _) =>
            {
                if (afterAnAwait)
                    await Task.Yield();
                await UseAsync(use, login.HttpContext);
                return login.Principal;
            };
        });
        using FormerVisitor alice = new(app.App);
        (await alice.SendAsync(HttpMethod.Post, "/old-scheme/alice").WaitAsync(cancellationToken)).Dispose();
        app.App.Time.Advance(TimeSpan.FromDays(8));

        Assert.That(await alice.GetAsync().WaitAsync(cancellationToken), Is.EqualTo("alice True"));
        Assert.That(app.App.Log.Text, Does.Contain("ConvertPrincipal of AcceptCookies asked to authenticate, sign in or sign out"));
    }

    /// <summary>No request is answered 503 there, so without a line a look-up that always fails logs all users out at the end of their cookies without a trace.</summary>
    [TestCase(false, false, 0)]
    [TestCase(true, false, 2)]
    [TestCase(false, true, 2)]
    public async Task NotMovedYet_EndOfTheLoginsIsUnknown_IsLoggedOnceInAMinute(bool fails, bool isStoreBroken, int lines)
    {
        bool hasLoggedIn = false;
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options =>
        {
            options.MoveLogins = false;
            options.ConvertPrincipal = (login, _) => fails && hasLoggedIn ? throw new InvalidOperationException("No database.") : new(login.Principal);
        });
        using FormerVisitor alice = new(app.App);
        (await alice.SendAsync(HttpMethod.Post, "/old-scheme/alice")).Dispose();
        hasLoggedIn = true;
        app.Store.IsBroken = isStoreBroken;
        app.App.Time.Advance(TimeSpan.FromDays(8));
        await alice.GetAsync();
        await alice.GetAsync();
        int first = app.App.Log.Count(EndUnknown);
        app.App.Time.Advance(TimeSpan.FromMinutes(1));
        await alice.GetAsync();

        Assert.That((first, app.App.Log.Count(EndUnknown)), Is.EqualTo((lines / 2, lines)));
    }

    private static (int Claims, int Items) Change(AcceptedCookieContext login)
    {
        (int, int) before = (login.Principal.FindAll("extra").Count(), login.Properties.Items.Count(item => item.Key == "extra"));
        ((ClaimsIdentity)login.Principal.Identity!).AddClaim(new("extra", "1"));
        login.Properties.Items["extra"] = "1";
        return before;
    }

    private static Task UseAsync(Use use, HttpContext context) => use switch
    {
        Use.Authenticate => context.AuthenticateAsync(),
        Use.AuthenticateFormerScheme => context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme),
        Use.GetToken => context.GetTokenAsync("access_token"),
        Use.SignIn => context.SignInAsync(FormerApplication.User("alice")),
        Use.SignInFormerScheme => context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, FormerApplication.User("alice")),
        Use.SignOut => context.SignOutAsync(),
        Use.SignOutFormerScheme => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme),
        _ => context.ChallengeAsync(),
    };
}
