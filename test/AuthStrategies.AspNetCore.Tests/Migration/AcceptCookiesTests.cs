using AuthStrategies.AspNetCore.Tests.CookieTickets;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>A login of AddCookie goes on as a session of ours; its cookie is of no use after that.</summary>
[TestFixture]
public sealed partial class AcceptCookiesTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(11);

    [Test]
    public async Task FirstRequest_OldCookie_BringsOursAndDeletesTheOldOne()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();

        string first = await alice.GetAsync();

        Assert.That((first, alice.Old, alice.New?.Length), Is.EqualTo(("alice True", (string?)null, (int?)64)));
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        Assert.That(await app.CountAsync(), Is.EqualTo(1));
        Assert.That(app.App.Log.Count(157), Is.EqualTo(1));
    }

    [Test]
    public async Task Items_OfTheTicket_ComeAlong()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        await alice.GetAsync();

        Assert.That(await alice.GetAsync("/item"), Is.EqualTo("of-a-provider"));
    }

    [TestCase(TicketsIn.Memory)]
    [TestCase(TicketsIn.Sqlite)]
    [TestCase(TicketsIn.Redis)]
    public async Task LiveTraffic_ManyUsersManyRequests_NoUserIsLoggedOut(TicketsIn kind)
    {
        const int Users = 30;
        await using FormerApplication app = await FormerApplication.StartAsync(kind);
        FormerVisitor[] visitors = await Task.WhenAll(Enumerable.Range(0, Users).Select(user => app.VisitAsync($"user{user}")));
        string[] old = [.. visitors.Select(visitor => visitor.Old!)];

        string[][] bursts = await Task.WhenAll(visitors.Select(visitor => visitor.BurstAsync(6)));
        string[][] next = await Task.WhenAll(visitors.Select(visitor => visitor.BurstAsync(2)));

        Assert.That(bursts.SelectMany((answers, user) => answers.Where(answer => answer != $"user{user} True")), Is.Empty);
        Assert.That(next.SelectMany((answers, user) => answers.Where(answer => answer != $"user{user} True")), Is.Empty);
        Assert.That(visitors.Where(visitor => visitor.Old is not null || visitor.New is null), Is.Empty);
        Assert.That(app.App.Log.Count(157), Is.EqualTo(Users));
        int sessions = 0;
        for (int user = 0; user < Users; user++)
            sessions += await app.CountAsync($"user{user}");
        Assert.That(sessions, Is.EqualTo(Users));

        app.App.Time.Advance(Late);
        for (int user = 0; user < Users; user++)
        {
            using FormerVisitor thief = new(app.App);
            thief.Jar.Store(app.App.Address, $"{FormerApplication.Old}={old[user]}; path=/; secure");
            Assert.That(await thief.GetAsync(), Is.EqualTo("401"), $"the old cookie of user{user}");
        }

        Array.ForEach(visitors, visitor => visitor.Dispose());
    }

    [Test]
    public async Task LostAnswers_UntilOurCookieIsUsed_TheOldOneIsAccepted([Values(1, 3)] int lost, [Values(0, 40)] int minutesBetween)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();

        for (int answer = 0; answer < lost; answer++)
        {
            Assert.That(await alice.GetAsync(keepsCookies: false), Is.EqualTo("alice True"));
            app.App.Time.Advance(TimeSpan.FromMinutes(minutesBetween));
        }

        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        Assert.That((alice.Old, alice.New is null), Is.EqualTo(((string?)null, false)));
        Assert.That(await app.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Copy_AfterOurCookieWasUsed_IsAcceptedForLateRequestsOnly()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        await alice.GetAsync();
        await alice.GetAsync();

        string underWay = await copy.GetAsync();
        string? brought = copy.New;
        app.App.Time.Advance(Late);
        string late = await copy.GetAsync();

        Assert.That((underWay, brought, late), Is.EqualTo(("alice True", (string?)null, "401")));
        Assert.That(await alice.GetAsync(), Is.EqualTo("401"), "two holders were noticed, and the session has ended for both");
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Thief_WhoIsFirst_IsLoggedOutWhenTheOwnerComes()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor thief = alice.Copy();
        await thief.GetAsync();
        await thief.GetAsync();
        app.App.Time.Advance(Late);

        string owner = await alice.GetAsync();

        Assert.That((owner, await thief.GetAsync()), Is.EqualTo(("401", "401")));
        Assert.That(await app.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Logout_AfterTheMove_TheOldCookieBeginsNoSession()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        await alice.GetAsync();
        (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();

        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
        app.App.Time.Advance(TimeSpan.FromDays(13));
        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [Test]
    public async Task Logout_WithTheOldCookieAlone_EndsIt()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();

        using HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Post, "/auth/logout");

        Assert.That((await answer.Content.ReadAsStringAsync(), alice.Old), Is.EqualTo(("{\"outcome\":\"Revoked\"}", (string?)null)));
        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [Test]
    public async Task NewLogin_BesideTheOldCookie_EndsTheOldLogin()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();

        (await alice.SendAsync(HttpMethod.Post, "/new/bob")).Dispose();

        Assert.That((alice.Old, await alice.GetAsync()), Is.EqualTo(((string?)null, "bob True")));
        Assert.That(await copy.GetAsync(), Is.EqualTo("401"));
        (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        Assert.That(await alice.GetAsync(), Is.EqualTo("401"));
    }

    [Test]
    public async Task OtherSite_UnsafeRequest_MovesNothing()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();

        using HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Post, "/change", site: "cross-site");

        Assert.That(((int)answer.StatusCode, alice.Old is null, await app.CountAsync()), Is.EqualTo((403, false, 0)));
    }

    [TestCase("/cached", "same-origin")]
    [TestCase("/me", "")]
    public async Task Answer_ThatMayCarryNoCookie_ServesTheUserAndKeepsTheOldCookie(string path, string site)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();

        string served = await alice.GetAsync(path, site: site);
        app.App.Time.Advance(TimeSpan.FromMinutes(20));
        string again = await alice.GetAsync(path, site: site);

        Assert.That((served[..5], again[..5], alice.Old is null, alice.New), Is.EqualTo(("alice", "alice", false, (string?)null)));
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        Assert.That((alice.Old, alice.New is null, await app.CountAsync()), Is.EqualTo(((string?)null, false, 1)));
    }
}
