using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>One call of the store fails during a move. No user is logged out for it.</summary>
[TestFixture]
public sealed class AcceptCookiesFaultTests
{
    private const int MostCalls = 24;

    [Test]
    public async Task Store_OneCallFails_TheNextRequestIsAccepted([Range(1, MostCalls)] int failing, [Values] bool takesEffect)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        Func<string, int, Task> fail = (_, number) => number == failing ? throw new SessionStoreException("The answer was lost.") : Task.CompletedTask;
        if (takesEffect)
            app.Store.After = fail;
        else
            app.Store.Before = fail;
        string first = await alice.GetAsync();
        (app.Store.Before, app.Store.After) = (null, null);

        Assert.That(first, Is.AnyOf("503", "alice True"));
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        // Until then another request may be about to write the note.
        app.App.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        Assert.That((alice.Old, alice.New is null, await app.CountAsync()), Is.EqualTo(((string?)null, false, 1)));
    }

    /// <summary>A session that lives has its event, also if what follows its record fails, or the answer about the record is lost.</summary>
    [Test]
    public async Task Store_FailsFromACallOn_EachLiveSessionHasItsEvent([Range(1, MostCalls)] int first, [Values] bool takesEffect, [Values] bool goesOn)
    {
        IssuedEvents events = new();
        SessionId[] live;
        await using (FormerApplication app = await FormerApplication.StartAsync(more: services => services.AddAuthEventSink("test", _ => events)))
        {
            using FormerVisitor alice = await app.VisitAsync();
            app.Store.Forget();
            Func<string, int, Task> fail = (_, number) => number == first || (goesOn && number > first) ? throw new SessionStoreException("The answer was lost.") : Task.CompletedTask;
            if (takesEffect)
                app.Store.After = fail;
            else
                app.Store.Before = fail;
            await alice.GetAsync(keepsCookies: false);
            (app.Store.Before, app.Store.After) = (null, null);
            // If not even the look at the record was answered, who completes the move tells of it.
            if (goesOn && takesEffect)
            {
                app.App.Time.Advance(TimeSpan.FromSeconds(31));
                await alice.GetAsync();
            }

            live = [.. (await app.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Select(session => session.Id)];
        }

        Assert.That(events.Issued, Is.SupersetOf(live));
    }

    /// <summary>The process that moves a login ends after one of its writes. From then on that move does not go on.</summary>
    [Test]
    public async Task Process_EndsDuringTheMove_NoCopyBeginsASessionAfterTheLogout([Range(1, MostCalls)] int last, [Values(0, 31)] int secondsLater)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        app.Store.Forget();
        app.Store.Before = (_, number) => number > last ? throw new SessionStoreException("The process has ended.") : Task.CompletedTask;
        await alice.GetAsync(keepsCookies: false);
        app.Store.Before = null;
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        app.App.Time.Advance(TimeSpan.FromSeconds(secondsLater));
        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();

        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [Test]
    public async Task Process_EndsDuringTheMove_AnAdministratorEndsTheSession_TheCookieBeginsNoOther([Range(1, MostCalls)] int last)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        app.Store.Before = (_, number) => number > last ? throw new SessionStoreException("The process has ended.") : Task.CompletedTask;
        await alice.GetAsync(keepsCookies: false);
        app.Store.Before = null;
        ISessionDirectory directory = app.App.Services.GetRequiredService<ISessionDirectory>();
        bool hasBegun = await app.CountAsync() == 1;
        if (hasBegun)
            await directory.RevokeAsync("alice", (await app.SessionAsync()).Id);

        Assert.That(await alice.GetAsync(), Is.EqualTo(hasBegun ? "401" : "alice True"));
    }

    [Test]
    public async Task Store_MakesAtMostSoManyCalls()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        await alice.GetAsync();

        Assert.That(app.Store.Calls, Has.Count.InRange(6, MostCalls), $"each call is a row of the table above: {string.Join(", ", app.Store.Calls)}");
    }

    [Test]
    public async Task Store_RepeatsACallWhoseAnswerWasLost_TheLoginIsMoved()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            more: services => services.AddSingleton<ISessionStore>(provider => new RepeatingStore(SpyStores.Create(provider))));
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That(await alice.GetAsync(), Is.EqualTo("alice True"));
        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
        Assert.That(app.Store, Is.InstanceOf<RepeatingStore>());
    }

    [Test]
    public async Task CookieManager_Throws_TheCookieCountsAsNone()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.CookieManager = new ChunkingCookieManager { ThrowForPartialCookies = true });
        using FormerVisitor alice = new(app.App);
        alice.Jar.Store(app.App.Address, $"{FormerApplication.Old}=chunks-3; path=/; secure");

        Assert.That((await alice.GetAsync("/open"), await alice.GetAsync()), Is.EqualTo(("nobody", "401")));
        (await alice.SendAsync(HttpMethod.Post, "/new/bob")).Dispose();
        Assert.That(await alice.GetAsync(), Is.EqualTo("bob True"));
        Assert.That(app.App.Log.Count(161), Is.EqualTo(1), "anyone can send such a cookie");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task FormerSchemeIsStillTheDefault_LoginsMoveAndEnd(bool signsOut)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(more: services => services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme));
        using FormerVisitor alice = await app.VisitAsync();
        Assert.That((await alice.GetAsync(), await app.CountAsync(), alice.Old), Is.EqualTo(("alice True", 1, (string?)null)));
        using FormerVisitor copy = alice.Copy();
        if (signsOut)
            (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();

        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(signsOut ? ("401", 0) : ("alice True", 1)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task SeveralSchemes_EachCookieCounts(bool signsOut)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: options => (options.ConvertPrincipal, options.ShareUsers) = ((_, _) => default, true),
            strategies: builder =>
            {
                builder.Services.AddAuthentication().AddCookie("Staff");
                builder.AcceptCookies("Cookies", options => options.ConvertPrincipal = (_, _) => default).AcceptCookies("Staff", options => (options.Until, options.ShareUsers) = (FormerApplication.Until, true));
            });
        using FormerVisitor alice = await app.VisitAsync();
        DateTimeOffset now = app.App.Time.GetUtcNow();
        string staff = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Staff").TicketDataFormat.Protect(
            new(FormerApplication.User("alice"), new() { IssuedUtc = now, ExpiresUtc = now.AddDays(1) }, "Staff"));
        alice.Jar.Store(app.App.Address, $".AspNetCore.Staff={staff}; path=/; secure");
        using FormerVisitor copy = alice.Copy();
        if (signsOut)
            (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();

        Assert.That(await copy.GetAsync(), Is.EqualTo(signsOut ? "401" : "alice True"));
    }

    /// <summary>Notes which sessions began.</summary>
    private sealed class IssuedEvents : IAuthEventSink
    {
        public System.Collections.Concurrent.ConcurrentQueue<SessionId> Issued { get; } = [];

        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            if (authEvent is CredentialIssuedEvent { SessionId: { } session })
                Issued.Enqueue(session);
            return default;
        }
    }

    /// <summary>Finds its own record when it repeats a call.</summary>
    private sealed class RepeatingStore(ISessionStore inner) : SpyStore(inner)
    {
        public override async ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            await base.TryCreateAsync(record, cancellationToken);
            return await base.TryCreateAsync(record, cancellationToken);
        }
    }
}
