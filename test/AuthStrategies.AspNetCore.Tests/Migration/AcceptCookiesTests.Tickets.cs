using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>What is checked before a login is moved, and what bounds its session.</summary>
public sealed partial class AcceptCookiesTests
{
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
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options => options.ConvertPrincipal = converts ? (login, _) => new(FormerApplication.User(login.Principal.Identity!.Name!)) : null);
        using FormerVisitor alice = await app.VisitAsync(query: "?nameless=true");

        string answer = await alice.GetAsync();

        Assert.That(app.App.Log.Count(158), Is.EqualTo(converts ? 0 : 1));
        return answer;
    }

    [Test]
    public async Task ConvertPrincipal_Null_Refuses()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options => options.ConvertPrincipal = (_, _) => default);
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
}
