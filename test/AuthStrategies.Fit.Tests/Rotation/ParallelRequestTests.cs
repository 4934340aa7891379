namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Tabs, bursts and slow answers of one browser over a real server: each successor is handed out once.</summary>
[TestFixture(false, "1.1")]
[TestFixture(false, "2.0")]
[TestFixture(true, "1.1")]
[Property("Requirement", "M-14")]
public sealed class ParallelRequestTests(bool hasNearCache, string version) : RotationScenarios(hasNearCache, version)
{
    [Test]
    public async Task Request_BeforeTheTokenIsDue_SetsNoCookie()
    {
        Pass(minutes: 14);

        BrowserAnswer answer = await AskAsync();

        Assert.That((answer.Body, answer.SetCookies.Count, Counters.Rotated), Is.EqualTo(("alice", 0, 0)));
    }

    [Test]
    public async Task Requests_OneAfterTheOther_RotateOnceForEachPeriod()
    {
        string? first = Cookie;
        App.BecomeDue();

        BrowserAnswer due = await AskAsync();
        string? second = Cookie;
        BrowserAnswer next = await AskAsync();

        Assert.That((due.SetCookies.Count, next.SetCookies.Count, Counters.Rotated), Is.EqualTo((1, 0, 1)));
        Assert.That(second, Is.Not.EqualTo(first));
        await AssertGoesOnAsync();
        Assert.That(Counters.Rotated, Is.EqualTo(3));
    }

    [Test]
    public async Task Token_ThatWasNotUsedForLong_IsUsedBeforeItRotates()
    {
        App.BecomeDue();
        await AskAsync();
        App.BecomeDue();

        BrowserAnswer first = await AskAsync();
        Pass(minutes: 11);
        BrowserAnswer later = await AskAsync();

        Assert.That((first.SetCookies.Count, later.SetCookies.Count, Counters.Rotated), Is.EqualTo((0, 1, 2)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task TwoTabs_UsedInTurn_ShareEachRotation()
    {
        BrowserTab one = Browser.OpenTab();
        BrowserTab two = Browser.OpenTab();
        for (int i = 1; i <= 4; i++)
        {
            App.BecomeDue();
            BrowserAnswer first = await one.NavigateAsync("GET /page");
            BrowserAnswer second = await two.NavigateAsync("GET /page");
            Assert.That((first.Status, second.Status, Counters.Rotated), Is.EqualTo((200, 200, i)));
            (one, two) = (two, one);
        }

        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Burst_OfSixThatAreDueTogether_RotatesOnceAndSetsOneCookie()
    {
        App.BecomeDue();
        string[] names = ["a", "b", "c", "d", "e", "f"];
        BrowserRequest[] burst = await Task.WhenAll(names.Select(StartPausedAsync));

        Pauses.ReleaseAll();
        BrowserAnswer[] answers = await Task.WhenAll(burst.Select(request => request.Answer));

        Assert.That(answers.Select(answer => (answer.Status, answer.Body)), Is.All.EqualTo((200, "alice")));
        Assert.That((answers.Sum(answer => answer.SetCookies.Count), Counters.Rotated), Is.EqualTo((1, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Bursts_WithoutAnyOrder_NeverEndTheSession()
    {
        for (int round = 1; round <= 5; round++)
        {
            App.BecomeDue();
            BrowserAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync()));
            Assert.That((answers.Sum(answer => answer.SetCookies.Count), Counters.Rotated), Is.EqualTo((1, round)));
            await AskAsync();
        }

        await AssertGoesOnAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "M-11")]
    public async Task SlowAnswer_AfterARotationByAnotherTab_SetsNothing(bool isUsed)
    {
        App.BecomeDue();
        BrowserRequest slow = await StartPausedAsync("slow");
        await AskAsync();
        if (isUsed)
            await AskAsync();
        string? rotated = Cookie;

        BrowserAnswer answer = await FinishAsync("slow", slow);

        Assert.That((answer.Status, answer.SetCookies.Count, Cookie, Counters.Rotated), Is.EqualTo((200, 0, rotated, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task SlowAnswer_TenMinutesAfterARotation_SetsNothing()
    {
        App.BecomeDue();
        BrowserRequest slow = await StartPausedAsync("slow");
        await AskAsync();
        await AskAsync();
        Pass(minutes: 10);
        string? rotated = Cookie;

        BrowserAnswer answer = await FinishAsync("slow", slow);

        Assert.That((answer.Status, answer.SetCookies.Count, Cookie), Is.EqualTo((200, 0, rotated)));
        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task SlowAnswer_AfterARefreshByAnotherTab_SetsNothing()
    {
        App.BecomeDue();
        BrowserRequest slow = await StartPausedAsync("slow");
        BrowserAnswer refresh = await AskAsync("POST /auth/refresh");
        string? refreshed = Cookie;

        BrowserAnswer answer = await FinishAsync("slow", slow);

        Assert.That((refresh.Status, refresh.SetCookies.Count), Is.EqualTo((204, 1)));
        Assert.That((answer.Status, answer.SetCookies.Count, Cookie, Counters.Rotated), Is.EqualTo((200, 0, refreshed, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task SlowAnswer_AfterASignOutByAnotherTab_BringsNothingBack()
    {
        App.BecomeDue();
        BrowserRequest slow = await StartPausedAsync("slow");
        await AskAsync("POST /auth/logout");

        BrowserAnswer answer = await FinishAsync("slow", slow);
        BrowserAnswer next = await Browser.AskAsync("GET /me");

        Assert.That((answer.Status, answer.SetCookies.Count, Cookie, next.Status), Is.EqualTo((200, 0, (string?)null, 401)));
        Assert.That(Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task SlowAnswer_AfterANewLoginByAnotherTab_LeavesTheNewSession()
    {
        App.BecomeDue();
        BrowserRequest slow = await StartPausedAsync("slow");
        await AskAsync("POST /login/alice");
        string? newSession = Cookie;

        BrowserAnswer answer = await FinishAsync("slow", slow);

        Assert.That((answer.Status, answer.SetCookies.Count, Cookie), Is.EqualTo((200, 0, newSession)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Answer_ThatIsLongOnItsWay_PutsADiscardedTokenBackWithoutHarm()
    {
        App.BecomeDue();
        TaskCompletionSource<bool> network = new(TaskCreationOptions.RunContinuationsAsynchronously);
        BrowserRequest late = Browser.Start("GET /me", delivers: () => network.Task);
        await Until.TrueAsync(() => Counters.Rotated == 1);
        App.Time.Advance(TimeSpan.FromSeconds(31));
        await AskAsync();
        string? fresh = Cookie;

        network.SetResult(true);
        BrowserAnswer answer = await late.Answer;

        Assert.That((Cookie, Counters.Rotated), Is.EqualTo((answer.SetCookies[0].Split(';')[0].Split('=')[1], 2)));
        Assert.That(Cookie, Is.Not.EqualTo(fresh));
        await AssertGoesOnAsync();
    }
}
