namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>What happens between the calls of a move: a logout, a logout of all others, a pause.</summary>
[TestFixture]
public sealed class AcceptCookiesRaceTests
{
    private const int MostCalls = 18;

    /// <summary>The user logs out in another tab while the login is moved, and then the move fails, or its process ends.</summary>
    [Test]
    public async Task LogoutWhileALoginIsMoved_TheMoveFailsAfterThat_NoCopyGoesOn(
        [Range(1, 14)] int call, [Values(1, 2, 3, 5)] int failing, [Values] bool takesEffect, [Values] bool endsProcess)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor warm = await app.VisitAsync("bob");
        await warm.GetAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor tab = alice.Copy();
        using FormerVisitor copy = alice.Copy();
        app.Store.Forget();
        bool isEnding = false;
        int? last = null;
        app.Store.Before = async (_, number) =>
        {
            if (!isEnding && number == call)
            {
                isEnding = true;
                (await tab.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
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
            (await tab.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();

        Assert.That((await copy.GetAsync(), await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", "401", 0)));

        void Fail(int number)
        {
            if (last is { } end && (endsProcess ? number >= end : number == end))
                throw new SessionStoreException("The answer was lost.");
        }
    }

    /// <summary>The note that the cookie was used is missing, because the move did not end. The session that logs out the others stays.</summary>
    [Test]
    public async Task LogoutOthers_MoveOfTheCallerDidNotEnd_TheCallerStays([Range(1, MostCalls)] int last, [Values] bool beforeItGoesOn)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        app.Store.Forget();
        app.Store.Before = (_, number) => number > last ? throw new SessionStoreException("The process has ended.") : Task.CompletedTask;
        await alice.GetAsync(keepsCookies: false);
        app.Store.Before = null;
        if (!beforeItGoesOn)
            app.App.Time.Advance(TimeSpan.FromSeconds(31));

        using HttpResponseMessage others = await alice.SendAsync(HttpMethod.Post, "/auth/logout-others", keepsCookies: !beforeItGoesOn);

        Assert.That(others.IsSuccessStatusCode, Is.True);
        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
    }

    /// <summary>The same while the first request, which moves the login, is still under way.</summary>
    [Test]
    public async Task LogoutOthersWhileALoginIsMoved_TheCallerStays([Range(1, MostCalls)] int call)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor tab = alice.Copy();
        app.Store.Forget();
        bool isDone = false;
        app.Store.Before = async (_, number) =>
        {
            if (isDone || number != call)
                return;
            isDone = true;
            using HttpResponseMessage others = await tab.SendAsync(HttpMethod.Post, "/auth/logout-others", keepsCookies: false);
            Assert.That(others.IsSuccessStatusCode, Is.True);
        };

        await alice.GetAsync(keepsCookies: false);
        app.Store.Before = null;

        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
    }

    /// <summary>The process that moves a login stands still for longer than a move takes, or its clock is behind. Another request of the user comes meanwhile.</summary>
    [Test]
    public async Task PauseWhileALoginIsMoved_AnotherRequestComes_TheUserStaysLoggedIn([Range(1, MostCalls)] int call, [Values(0, 31, 240)] int seconds)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor tab = alice.Copy();
        app.Store.Forget();
        bool isDone = false;
        app.Store.Before = async (_, number) =>
        {
            if (isDone || number != call)
                return;
            isDone = true;
            app.App.Time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.That(await tab.GetAsync(), Is.EqualTo("alice True"));
        };

        string first = await alice.GetAsync();
        app.Store.Before = null;

        Assert.That((first, await alice.GetAsync(), await tab.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", "alice True", "alice True", 1)));
    }
}
