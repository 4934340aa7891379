using AuthStrategies.AspNetCore.Tests.CookieTickets;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>One application with several hosts of a domain. The old cookie is for all of them and stays, and ours is for one host.</summary>
[TestFixture]
public sealed class AcceptCookiesHostsTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(11);

    /// <summary>The late window ends between any two requests.</summary>
    [Test]
    public async Task OneBrowser_OnSeveralHosts_IsNeverLoggedOut([Values("aabbab", "abbaab", "abcabc", "bbbaaa", "aaaaab")] string order, [Values] bool keeps, [Values] bool sharesUsers)
    {
        await using FormerApplication app = await StartAsync(keeps, sharesUsers);
        using HostBrowser alice = await VisitAsync(app, sharesUsers);

        List<string> answers = [];
        foreach (char host in order)
        {
            answers.Add(await alice.GetAsync($"{host}"));
            app.App.Time.Advance(Late);
        }

        // Where it does not stay, the first host deletes it for all.
        Assert.That(answers, Is.EqualTo(order.Select(host => keeps || host == order[0] ? "alice True" : "401")));
        Assert.That(await app.CountAsync(), Is.EqualTo(keeps ? order.Distinct().Count() : 1));
    }

    [TestCase("a", "a", "401 401 401", TestName = "Copy_OnAHostOfTheOwner_EndsTheLoginOnAllHosts")]
    [TestCase("b", "c", "401 401 401", TestName = "Copy_OnAnotherHostOfTheOwner_EndsTheLoginOnAllHosts")]
    [TestCase("c", "c", "alice True alice True alice True", TestName = "Copy_OnAHostWithoutTheOwner_IsOfTheUseThatItHadBefore")]
    [Property("Requirement", "M-14")]
    public async Task Copy(string first, string second, string expected)
    {
        await using FormerApplication app = await StartAsync();
        using HostBrowser alice = await VisitAsync(app);
        using HostBrowser thief = alice.Thief();
        foreach (string host in new[] { "a", "a", "b", "b" })
            await alice.GetAsync(host);
        app.App.Time.Advance(Late);

        await thief.GetAsync(first);

        Assert.That($"{await thief.GetAsync(second)} {await alice.GetAsync("a")} {await alice.GetAsync("b")}", Is.EqualTo(expected));
    }

    public enum Ending
    {
        Logout,
        Login,
        Everywhere,
        OfSubject,
        OfAll,
        OfSession,
        Others,
    }

    /// <summary>After the end on one host, a copy of the old cookie is of no use on any host, and neither is a cookie of another one, unless it is another line of the list.</summary>
    [Test]
    [Property("Requirement", "M-14")]
    public async Task End_OnOneHost_ReachesTheOthers([Values] Ending ending, [Values] TicketsIn store)
    {
        await using FormerApplication app = await StartAsync(store: store);
        using HostBrowser alice = await VisitAsync(app);
        using HostBrowser thief = alice.Thief();
        ISessionDirectory directory = app.App.Services.GetRequiredService<ISessionDirectory>();
        await alice.GetAsync("a");
        await alice.GetAsync("a");
        SessionId first = (await app.SessionAsync()).Id;
        await alice.GetAsync("b");

        if (ending == Ending.OfSubject)
            await directory.RevokeAllAsync("alice");
        else if (ending == Ending.OfAll)
            await directory.RevokeEverythingAsync();
        else if (ending == Ending.OfSession)
            await directory.RevokeAsync("alice", first);
        else
            await alice.PostAsync("a", ending switch { Ending.Logout => "/auth/logout", Ending.Login => "/new/bob", Ending.Everywhere => "/auth/logout-everywhere", _ => "/auth/logout-others" });

        string atA = ending switch { Ending.Login => "bob True", Ending.Others => "alice True", _ => "401" };
        Assert.That((await alice.GetAsync("a"), await alice.GetAsync("b")), Is.EqualTo((atA, ending == Ending.OfSession ? "alice True" : "401")));
        Assert.That((await thief.GetAsync("c"), await thief.GetAsync("d"), await thief.GetAsync(HostBrowser.Domain)), Is.EqualTo(("401", "401", "401")));
        Assert.That(await app.CountAsync(), Is.EqualTo(ending is Ending.OfSession or Ending.Others ? 1 : 0));
    }

    [Test]
    public async Task LogoutOnOneHost_WhileAnotherMovesTheLogin_EndsBoth([Range(1, 24)] int call)
    {
        await using FormerApplication app = await StartAsync();
        using HostBrowser alice = await VisitAsync(app);
        using HostBrowser tab = new(app.App, alice.Jar.Duplicate());
        using HostBrowser thief = alice.Thief();
        await tab.GetAsync("a");
        app.Store.Forget();
        bool isEnding = false;
        app.Store.Before = async (_, number) =>
        {
            if (isEnding || number != call)
                return;
            isEnding = true;
            await tab.PostAsync("a", "/auth/logout");
        };
        await alice.GetAsync("b");
        app.Store.Before = null;
        if (!isEnding)
            await tab.PostAsync("a", "/auth/logout");

        Assert.That((await alice.GetAsync("b"), await thief.GetAsync("c"), await app.CountAsync()), Is.EqualTo(("401", "401", 0)));
    }

    [Test]
    public async Task RequestsThatNameManyHosts_BeginFewSessions_AndNoNotesAfterTheEnd()
    {
        await using FormerApplication app = await StartAsync();
        using HostBrowser alice = await VisitAsync(app);
        List<string> answers = [];
        for (int host = 0; host < 40; host++)
        {
            using HostBrowser copy = alice.Thief();
            answers.Add(await copy.GetAsync($"h{host}"));
        }

        int created = Writes(app);
        using HostBrowser again = alice.Thief();
        await again.GetAsync("h39");
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 40).Select(host => host < 32 ? "alice True" : "401")));
        Assert.That((Writes(app), app.App.Log.Count(158)), Is.EqualTo((created, 1)));
        await alice.PostAsync("a", "/auth/logout");
        app.Store.Forget();
        foreach (string host in new[] { "x", "y", "z" })
            Assert.That(await again.GetAsync(host), Is.EqualTo("401"));
        Assert.That(Writes(app), Is.Zero);
    }

    [TestCase("a", "b", "example.test", 1, TestName = "Hosts_OursIsForTheDomainToo_AreOneSession")]
    [TestCase("a", "A", null, 1, TestName = "Host_InOtherLetters_IsTheSame")]
    [TestCase("10.0.0.1", "10.0.0.2", null, 1, TestName = "Hosts_ThatTheCookieCannotReach_AreOne")]
    [TestCase("10.0.0.1", "a", null, 2, TestName = "Host_ThatTheCookieCannotReach_IsAnother")]
    public async Task Hosts_CountAs(string one, string other, string? ours, int sessions)
    {
        await using FormerApplication app = await StartAsync(ours: ours);
        using HostBrowser alice = await VisitAsync(app);
        string old = alice.Jar.Find(FormerApplication.Old)!;
        List<string> answers = [];
        foreach (string host in new[] { one, other })
        {
            using HostBrowser visitor = new(app.App);
            visitor.Jar.Store(new Uri($"https://{(host.Contains('.', StringComparison.Ordinal) ? host : $"{host}.{HostBrowser.Domain}")}/"), $"{FormerApplication.Old}={old}; path=/; secure");
            answers.Add(await visitor.GetAsync(host));
        }

        Assert.That((answers[0], answers[1], await app.CountAsync()), Is.EqualTo(("alice True", "alice True", sessions)));
    }

    private static int Writes(FormerApplication app) => app.Store.Calls.Count(call => call.Contains("create", StringComparison.Ordinal) || call.Contains("replace", StringComparison.Ordinal));

    private static Task<FormerApplication> StartAsync(bool keeps = true, bool sharesUsers = false, TicketsIn store = TicketsIn.Memory, string? ours = null) => FormerApplication.StartAsync(
        store,
        cookie: options => options.Cookie.Domain = HostBrowser.Domain,
        accept: options => (options.KeepsCookie, options.SharesUsers) = (keeps, sharesUsers),
        http: options =>
        {
            if (ours is not null)
                (options.Strategy("Session").Cookie.Name, options.Strategy("Session").Cookie.Domain) = ("auth", ours);
        },
        strategies: builder =>
        {
            if (!sharesUsers)
                return;
            builder.Services.AddAuthentication().AddCookie("Staff", options => options.Cookie.Domain = HostBrowser.Domain);
            builder.AcceptCookies("Staff", options => (options.Until, options.KeepsCookie, options.SharesUsers) = (FormerApplication.Until, keeps, true));
        });

    /// <summary>A browser that is logged in as in the former release: by the second scheme, if there are two.</summary>
    private static async Task<HostBrowser> VisitAsync(FormerApplication app, bool isStaff = false)
    {
        HostBrowser browser = new(app.App);
        if (!isStaff)
        {
            await browser.PostAsync("a", "/old/alice");
            return browser;
        }

        DateTimeOffset now = app.App.Time.GetUtcNow();
        CookieAuthenticationOptions options = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Staff");
        string staff = options.TicketDataFormat.Protect(new(FormerApplication.User("alice"), new() { IssuedUtc = now, ExpiresUtc = now.AddDays(1) }, "Staff"));
        browser.Jar.Store(new Uri($"https://{HostBrowser.Domain}/"), $"{options.Cookie.Name}={staff}; path=/; secure; domain={HostBrowser.Domain}");
        return browser;
    }
}
