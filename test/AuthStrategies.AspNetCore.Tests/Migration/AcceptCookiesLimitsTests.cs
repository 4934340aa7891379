using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.CookieTickets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Logins that cannot be moved whole, cookies of several applications, and several cookies of one login.</summary>
[TestFixture]
public sealed class AcceptCookiesLimitsTests
{
    [Test]
    public async Task Items_TooLarge_TheLoginIsMovedWithoutThem([Values(0, 70_000)] int token, [Values] bool leavesOut)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = new TicketList(),
            accept: options => options.ConvertPrincipal = (login, _) =>
            {
                if (leavesOut)
                    login.Properties.StoreTokens([]);
                return new(login.Principal);
            });
        using FormerVisitor alice = await app.VisitAsync(query: $"?token={token}");
        using FormerVisitor bob = await app.VisitAsync("bob", $"?token={token}");

        Assert.That((await alice.GetAsync(), await bob.GetAsync(), await alice.GetAsync()), Is.EqualTo(("alice True", "bob True", "alice True")));
        Assert.That(await alice.GetAsync("/item"), Is.EqualTo(token == 0 && !leavesOut ? "of-a-provider" : ""));
        Assert.That((app.App.Log.Count(163), app.App.Log.Count(158)), Is.EqualTo((token > 0 && !leavesOut ? 1 : 0, 0)), "logged once, not for each login");
    }

    [TestCase("?claims=1100")]
    [TestCase("?nameless=true")]
    [TestCase("?nameless=true&token=70000")]
    [TestCase("", true)]
    public async Task Login_ThatCannotBeMoved_CostsNothingFor5Minutes(string query, bool refuses = false)
    {
        int checks = 0;
        int conversions = 0;
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options =>
            {
                options.SessionStore = new TicketList();
                options.Events.OnValidatePrincipal = _ => Task.FromResult(checks++);
            },
            accept: options => options.ConvertPrincipal = (login, _) =>
            {
                conversions++;
                return new(refuses ? null : login.Principal);
            });
        using FormerVisitor alice = await app.VisitAsync(query: query);
        checks = 0;
        string first = await alice.GetAsync();
        app.Store.Forget();
        string[] later = await alice.BurstAsync(5);
        (int Checks, int Conversions, int Calls) cost = (checks, conversions, app.Store.Calls.Count);
        using FormerVisitor bob = await app.VisitAsync("bob", query);
        await bob.GetAsync();
        int logged = app.App.Log.Count(158);
        app.App.Time.Advance(TimeSpan.FromMinutes(5));
        await alice.GetAsync();

        Assert.That((first, later.Distinct().Single(), cost), Is.EqualTo(("401", "401", (1, 1, 5))), "each asks whether another node has moved it, and nothing else");
        Assert.That((logged, app.App.Log.Count(158)), Is.EqualTo(refuses ? (0, 0) : (1, 2)), "one line in a minute");
        Assert.That(conversions, Is.EqualTo(3), "after 5 minutes the login is asked again");
    }

    /// <summary>The reason passes, and the store is the same.</summary>
    [TestCase("?nameless=true")]
    [TestCase("", true)]
    public async Task Login_RefusedHereAndMovedByAnotherNode_IsAcceptedHere(string query, bool refuses = false)
    {
        EphemeralDataProtectionProvider keys = new();
        await using FormerApplication here = await StartAsync(store: null, (login, _) => new(refuses ? null : login.Principal));
        await using FormerApplication there = await StartAsync(here.Store, (login, _) => new(FormerApplication.User(login.Principal.Identity!.Name!)));
        using FormerVisitor alice = await here.VisitAsync(query: query);
        string refused = await alice.GetAsync();
        using FormerVisitor elsewhere = new(there.App);
        elsewhere.Jar.Store(there.App.Address, $"{FormerApplication.Old}={alice.Old}; path=/; secure");

        Assert.That((refused, await elsewhere.GetAsync(keepsCookies: false)), Is.EqualTo(("401", "alice True")));
        Assert.That((await alice.GetAsync(), await alice.GetAsync(), await here.CountAsync()), Is.EqualTo(("alice True", "alice True", 1)));

        Task<FormerApplication> StartAsync(ISessionStore? store, Func<AcceptedCookieContext, CancellationToken, ValueTask<ClaimsPrincipal?>> convert) => FormerApplication.StartAsync(
            accept: options => options.ConvertPrincipal = convert,
            more: services =>
            {
                services.AddSingleton<IDataProtectionProvider>(keys);
                if (store is not null)
                    services.AddSingleton(store);
            });
    }

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    public async Task CookieOfSeveralApplications_IsKept(bool keeps, bool inStore)
    {
        TicketList tickets = new();
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = inStore ? tickets : null, accept: options => options.KeepCookie = keeps);
        using FormerVisitor alice = await app.VisitAsync();
        string? old = alice.Old;
        using FormerVisitor copy = alice.Copy();

        Assert.That((await alice.GetAsync(), await alice.GetAsync()), Is.EqualTo(("alice True", "alice True")));
        app.App.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
        Assert.That((alice.Old, alice.New is null, tickets.Count), Is.EqualTo((keeps ? old : null, false, 0)));
        (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        Assert.That((alice.Old, alice.New, tickets.Count), Is.EqualTo(((string?)null, (string?)null, 0)));
        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [Test]
    public async Task Cookies_OfOneTicket_AreOneLogin([Values] TicketsIn store, [Values] bool isEarlierFirst)
    {
        TicketList tickets = new();
        await using FormerApplication app = await FormerApplication.StartAsync(store, cookie: options => options.SessionStore = tickets);
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor other = alice.Copy();
        ISecureDataFormat<AuthenticationTicket> format = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Cookies").TicketDataFormat;
        // What a renewal writes: the same key in other bytes.
        alice.Jar.Store(app.App.Address, $"{FormerApplication.Old}={format.Protect(format.Unprotect(alice.Old!)!)}; path=/; secure");
        (FormerVisitor first, FormerVisitor second) = isEarlierFirst ? (other, alice) : (alice, other);
        using FormerVisitor thief = second.Copy();

        tickets.KeepsAll = true;
        Assert.That(await first.GetAsync(), Is.EqualTo("alice True"));
        tickets.KeepsAll = false;
        Assert.That((tickets.Count, app.App.Log.Count(160)), Is.EqualTo((1, 1)));
        Assert.That((await second.GetAsync(), await app.CountAsync(), second.New), Is.EqualTo(("alice True", 1, first.New)), "both are one session");
        Assert.That(tickets.Count, Is.Zero, "the removal is repeated");
        (await first.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        Assert.That((await thief.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [TestCase("/auth/refresh")]
    [TestCase("/again")]
    public async Task OurCookie_OfARefreshOrARepeatedSignIn_ReplacesTheOldOne(string path)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();

        (await alice.SendAsync(HttpMethod.Post, path)).Dispose();

        Assert.That((alice.Old, alice.New is null), Is.EqualTo(((string?)null, false)));
        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
    }
}
