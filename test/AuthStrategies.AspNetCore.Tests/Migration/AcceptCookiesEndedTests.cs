using AuthStrategies.AspNetCore.Tests.CookieTickets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Ending all logins of a user, or of all users, reaches former logins that were not moved yet.</summary>
[TestFixture]
public sealed class AcceptCookiesEndedTests
{
    private const int MostCalls = 20;

    public enum Ending
    {
        Everywhere,
        Others,
        OfSubject,
        OfAll,
        OfStrategy,
    }

    [Test]
    public async Task Logins_ThatWereNotMoved_EndToo([Values] Ending ending, [Values] TicketsIn store)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(store);
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor elsewhere = await app.VisitAsync();
        using FormerVisitor bob = await app.VisitAsync("bob");
        await alice.GetAsync();

        await EndAsync(app, alice, ending);

        bool endsAll = ending is Ending.OfAll or Ending.OfStrategy;
        Assert.That((await elsewhere.GetAsync(), await elsewhere.GetAsync()), Is.EqualTo(("401", "401")));
        Assert.That(await alice.GetAsync(), Is.EqualTo(ending == Ending.Others ? "alice True" : "401"));
        Assert.That(await bob.GetAsync(), Is.EqualTo(endsAll ? "401" : "bob True"));
        Assert.That(app.App.Log.Count(162), Is.EqualTo(endsAll ? 2 : 1), "the second request of a refused login is cheap");
        app.App.Time.Advance(TimeSpan.FromSeconds(1));
        using FormerVisitor later = await app.VisitAsync();
        Assert.That((await later.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", ending == Ending.Others ? 2 : 1)));
    }

    [TestCase(false, ExpectedResult = "alice True")]
    [TestCase(true, ExpectedResult = "401")]
    public async Task<string> Cookie_WithoutATimeOfIssue_IsRefusedIfLoginsWereEnded(bool ended)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = new(app.App);
        string old = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Cookies").TicketDataFormat
            .Protect(new AuthenticationTicket(FormerApplication.User("alice"), new(), "Cookies"));
        alice.Jar.Store(app.App.Address, $"{FormerApplication.Old}={old}; path=/; secure");
        if (ended)
            await DirectoryOf(app).RevokeAllAsync("alice");

        return await alice.GetAsync();
    }

    [Test]
    public async Task Event_ChangesTheTimeOfIssue_ThatOfTheCookieCounts()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.Events.OnValidatePrincipal = context =>
        {
            context.Properties.IssuedUtc = DateTimeOffset.MaxValue;
            return Task.CompletedTask;
        });
        using FormerVisitor alice = await app.VisitAsync();
        await DirectoryOf(app).RevokeAllAsync("alice");

        Assert.That(await alice.GetAsync(), Is.EqualTo("401"));
    }

    [Test]
    public async Task EndedWhileALoginIsMoved_ItEnds([Range(1, MostCalls)] int call, [Values] bool endsAll)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        bool isEnding = false;
        app.Store.Before = async (_, number) =>
        {
            if (isEnding || number != call)
                return;
            isEnding = true;
            await EndAsync(app, alice, endsAll ? Ending.OfAll : Ending.OfSubject);
        };
        await alice.GetAsync();
        app.Store.Before = null;
        if (!isEnding)
            await EndAsync(app, alice, endsAll ? Ending.OfAll : Ending.OfSubject);

        Assert.That(await alice.GetAsync(), Is.EqualTo("401"));
        Assert.That(await app.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Store_OneCallFailsWhileLoginsAreEnded_TheCallerIsToldOrTheyHaveEnded([Range(1, MostCalls)] int failing, [Values] bool takesEffect, [Values] bool endsAll)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        Func<string, int, Task> fail = (_, number) => number == failing ? throw new SessionStoreException("The answer was lost.") : Task.CompletedTask;
        if (takesEffect)
            app.Store.After = fail;
        else
            app.Store.Before = fail;
        bool isTold = false;
        try
        {
            await EndAsync(app, alice, endsAll ? Ending.OfAll : Ending.OfSubject);
        }
        catch (SessionStoreException)
        {
            isTold = true;
        }

        (app.Store.Before, app.Store.After) = (null, null);
        if (isTold)
            await EndAsync(app, alice, endsAll ? Ending.OfAll : Ending.OfSubject);

        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [TestCase(true, true, ExpectedResult = "")]
    [TestCase(false, true, ExpectedResult = "find; create system; ")]
    [TestCase(true, false, ExpectedResult = "")]
    public async Task<string> RevokeAll_AsksTheStoreForNothingMore_UnlessLoginsAreAccepted(bool isAfterUntil, bool accepts)
    {
        await using TestApplication plain = await TestApplication.StartAsync(services => services.AddAuthStrategy().AddSession().UseSessionStore(SpyStores.Create).UseAspNetCore(), _ => { });
        await using FormerApplication app = await FormerApplication.StartAsync();
        if (isAfterUntil)
            app.App.Time.Advance(FormerApplication.Until - app.App.Time.GetUtcNow());
        List<string> calls = accepts ? await CallsAsync(app.App.Services) : await CallsAsync(plain.Services);

        Assert.That(calls, Is.Not.Empty);
        (await CallsAsync(plain.Services)).ForEach(call => calls.Remove(call));
        return string.Concat(calls.Select(call => $"{call}; "));
    }

    [Test]
    public async Task LaterUntil_TheNoteLastsLonger([Values] bool isSecondCallLater)
    {
        DateTimeOffset until = FormerApplication.Until;
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.ExpireTimeSpan = TimeSpan.FromDays(300), accept: options => options.Until = isSecondCallLater ? until : until.AddDays(100));
        using FormerVisitor alice = await app.VisitAsync();
        await DirectoryOf(app).RevokeAllAsync("alice");
        app.App.Services.GetRequiredService<IOptionsMonitor<AcceptedCookieOptions>>().Get("Cookies").Until = until.AddDays(100);
        await DirectoryOf(app).RevokeAllAsync("alice");
        app.App.Time.Advance(until.AddDays(50) - app.App.Time.GetUtcNow());

        Assert.That(await alice.GetAsync(), Is.EqualTo("401"));
    }

    private static async Task<List<string>> CallsAsync(IServiceProvider services)
    {
        var store = (SpyStore)services.GetRequiredService<ISessionStore>();
        store.Forget();
        await services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        return [.. store.Calls];
    }

    private static ISessionDirectory DirectoryOf(FormerApplication app) => app.App.Services.GetRequiredService<ISessionDirectory>();

    private static async Task EndAsync(FormerApplication app, FormerVisitor visitor, Ending ending)
    {
        if (ending is Ending.Everywhere or Ending.Others)
            (await visitor.SendAsync(HttpMethod.Post, ending == Ending.Others ? "/auth/logout-others" : "/auth/logout-everywhere")).Dispose();
        else if (ending == Ending.OfSubject)
            await DirectoryOf(app).RevokeAllAsync("alice");
        else
            await DirectoryOf(app).RevokeEverythingAsync(ending == Ending.OfStrategy ? "Session" : null);
    }
}
