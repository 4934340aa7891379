using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.AspNetCore.Tests.CookieTickets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>A login of AddCookie goes on as a session of ours; its cookie is of no use after that.</summary>
[TestFixture]
public sealed class AcceptCookiesTests
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
    public async Task LiveTraffic_ManyUsersManyRequests_NobodyIsLoggedOut(TicketsIn kind)
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

    [Test]
    public async Task Until_Passed_TheOldCookieIsNoLogin()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.ExpireTimeSpan = TimeSpan.FromDays(100));
        using FormerVisitor alice = await app.VisitAsync(query: "?persistent=true");
        app.App.Time.Advance(FormerApplication.Until - app.App.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        using FormerVisitor copy = alice.Copy();
        string before = await copy.GetAsync(keepsCookies: false);
        app.App.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((before, await alice.GetAsync()), Is.EqualTo(("alice True", "401")));
    }

    [Test]
    public async Task Ticket_Expired_IsNoLogin()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.App.Time.Advance(TimeSpan.FromDays(15));

        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [TestCase(true, true, ExpectedResult = 7 * 24 * 60)]
    [TestCase(false, true, ExpectedResult = 30)]
    [TestCase(true, false, ExpectedResult = 30)]
    public async Task<int> AbsoluteEnd_OfAFixedTicket_IsThatOfTheTicket(bool slides, bool allowsRefresh)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SlidingExpiration = slides, strategies: builder => builder.Services.PostConfigure<SessionStrategyOptions>("Session", options => options.AbsoluteTimeout = TimeSpan.FromDays(7)));
        using FormerVisitor alice = await app.VisitAsync(query: $"?minutes=30&refresh={allowsRefresh}");

        await alice.GetAsync();

        return (int)Math.Round(((await app.SessionAsync()).AbsoluteExpiresAt - app.App.Time.GetUtcNow()).TotalMinutes);
    }

    [TestCase(true, ExpectedResult = true)]
    [TestCase(false, ExpectedResult = false)]
    public async Task<bool> ValidatePrincipal_OfTheScheme_Decides(bool accepts)
    {
        int asked = 0;
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.Events.OnValidatePrincipal = context =>
        {
            asked++;
            if (!accepts)
                context.RejectPrincipal();
            return Task.CompletedTask;
        });
        using FormerVisitor alice = await app.VisitAsync();
        asked = 0;

        string answer = await alice.GetAsync();

        Assert.That(asked, Is.EqualTo(1));
        return answer == "alice True";
    }

    [Test]
    public async Task Ticket_InATicketStore_IsRemoved()
    {
        TicketList tickets = new();
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.SessionStore = tickets);
        using FormerVisitor alice = await app.VisitAsync();
        Assert.That(tickets.Count, Is.EqualTo(1));

        string[] burst = await alice.BurstAsync(5);

        Assert.That(burst, Is.All.EqualTo("alice True"));
        Assert.That((tickets.Count, await app.CountAsync(), alice.Old), Is.EqualTo((0, 1, (string?)null)));
    }

    [TestCase(false, ExpectedResult = "401")]
    [TestCase(true, ExpectedResult = "alice True")]
    public async Task<string> ConvertPrincipal_UserWithoutAnId_IsGivenOne(bool converts)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options => options.ConvertPrincipal = converts ? old => FormerApplication.User(old.Identity!.Name!) : null);
        using FormerVisitor alice = await app.VisitAsync(query: "?nameless=true");

        string answer = await alice.GetAsync();

        Assert.That(app.App.Log.Count(158), Is.EqualTo(converts ? 0 : 1));
        return answer;
    }

    [Test]
    public async Task ConvertPrincipal_Null_Refuses()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options => options.ConvertPrincipal = _ => null);
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [Test]
    public async Task Cookie_WithAnotherSpelling_BeginsNoSecondSession()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        await using FormerApplication app = await FormerApplication.StartAsync();
        for (string user = "a"; user.Length < 64; user += "a")
        {
            using FormerVisitor visitor = await app.VisitAsync(user);
            string old = visitor.Old!;
            // The last character has bits that no byte needs.
            if (old.Length % 4 == 0)
                continue;

            await visitor.GetAsync();
            using FormerVisitor thief = new(app.App);
            string spelled = old[..^1] + Alphabet[Alphabet.IndexOf(old[^1], StringComparison.Ordinal) ^ 1];
            thief.Jar.Store(app.App.Address, $"{FormerApplication.Old}={spelled}; path=/; secure");

            Assert.That((await thief.GetAsync(), await app.CountAsync(user)), Is.EqualTo(("401", 1)));
            return;
        }

        Assert.Fail("Each cookie has a length of whole groups of four.");
    }

    [Test]
    public async Task Store_DoesNotAnswer_503AndNothingIsLost()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.IsBroken = true;
        string down = await alice.GetAsync();
        app.Store.IsBroken = false;

        Assert.That((down, alice.Old is null), Is.EqualTo(("503", false)));
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
    }

    private sealed class TicketList : ITicketStore
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, AuthenticationTicket> _tickets = new();

        public int Count => _tickets.Count;

        public Task<string> StoreAsync(AuthenticationTicket ticket)
        {
            string key = $"key-{_tickets.Count}";
            _tickets[key] = ticket;
            return Task.FromResult(key);
        }

        public Task RenewAsync(string key, AuthenticationTicket ticket)
        {
            _tickets[key] = ticket;
            return Task.CompletedTask;
        }

        public Task<AuthenticationTicket?> RetrieveAsync(string key) => Task.FromResult(_tickets.GetValueOrDefault(key));

        public Task RemoveAsync(string key)
        {
            _tickets.TryRemove(key, out _);
            return Task.CompletedTask;
        }
    }
}
