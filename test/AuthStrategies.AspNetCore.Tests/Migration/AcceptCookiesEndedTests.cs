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
    private const int MostCalls = 24;

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

    /// <summary>All logins end while one is moved, and then the move fails, or its process ends.</summary>
    [Test]
    public async Task EndedWhileALoginIsMoved_TheMoveFailsAfterThat_ItEnds(
        [Range(1, 14)] int call, [Values(1, 2, 3, 5)] int failing, [Values] bool takesEffect, [Values] bool endsProcess)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor warm = await app.VisitAsync("warm");
        await warm.GetAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        bool isEnding = false;
        int? last = null;
        app.Store.Before = async (_, number) =>
        {
            if (!isEnding && number == call)
            {
                isEnding = true;
                await DirectoryOf(app).RevokeAllAsync("alice");
                last = app.Store.Calls.Count + failing - 1;
            }

            if (!takesEffect)
                Fail(number);
        };
        app.Store.After = (_, number) =>
        {
            if (takesEffect)
                Fail(number);
            return Task.CompletedTask;
        };
        await alice.GetAsync();
        (app.Store.Before, app.Store.After) = (null, null);
        if (!isEnding)
            await DirectoryOf(app).RevokeAllAsync("alice");

        Assert.That((await alice.GetAsync(), await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", "401", 0)));

        void Fail(int number)
        {
            if (last is { } end && (endsProcess ? number >= end : number == end))
                throw new SessionStoreException("The answer was lost.");
        }
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

    public enum Until
    {
        WasLaterBefore,
        IsLaterAfterTheEnd,
        IsLaterBetweenTwoEnds,
    }

    [Test]
    public async Task LaterUntil_TheEndStillCounts([Values] Until until, [Range(0, 8)] int lastCallOfTheSecondEnd)
    {
        DateTimeOffset first = FormerApplication.Until;
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.ExpireTimeSpan = TimeSpan.FromDays(300), accept: options => options.Until = until == Until.WasLaterBefore ? first.AddDays(100) : first);
        using FormerVisitor alice = await app.VisitAsync();
        await DirectoryOf(app).RevokeAllAsync("alice");
        app.App.Services.GetRequiredService<IOptionsMonitor<AcceptedCookieOptions>>().Get("Cookies").Until = first.AddDays(100);
        if (until == Until.IsLaterBetweenTwoEnds)
        {
            app.Store.Forget();
            app.Store.Before = (_, number) => number > lastCallOfTheSecondEnd ? throw new SessionStoreException("The process has ended.") : Task.CompletedTask;
            try
            {
                await DirectoryOf(app).RevokeAllAsync("alice");
            }
            catch (SessionStoreException)
            {
                // Its process has ended.
            }

            app.Store.Before = null;
        }

        app.App.Time.Advance(first.AddDays(50) - app.App.Time.GetUtcNow());

        Assert.That(await alice.GetAsync(), Is.EqualTo("401"));
    }

    [Test]
    public async Task NoteCannotBeWritten_TheSessionsEndAndTheirReasonIsKept()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        await alice.GetAsync();
        await alice.GetAsync();
        app.Store.Forget();
        int failures = 0;
        app.Store.Before = (operation, _) => operation == "create" && failures++ < 2 ? throw new SessionStoreException("Full.") : Task.CompletedTask;
        await Assert.ThatAsync(() => DirectoryOf(app).RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.Administrator }).AsTask(), Throws.InstanceOf<SessionStoreException>());
        app.Store.Before = null;

        Assert.That((await app.CountAsync(), app.Store.Count("create system")), Is.EqualTo((0, 3)), "two attempts to write the note, and the reason");
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
