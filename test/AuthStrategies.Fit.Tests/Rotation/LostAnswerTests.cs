namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Answers that the browser never sees: the session goes on with what it has.</summary>
[TestFixture(false, "1.1")]
[TestFixture(false, "2.0")]
[TestFixture(true, "1.1")]
[Property("Requirement", "M-14")]
public sealed class LostAnswerTests(bool hasNearCache, string version) : RotationScenarios(hasNearCache, version)
{
    [TestCase(5, 1)]
    [TestCase(31, 2)]
    [TestCase(600, 2)]
    [TestCase(3000, 2)]
    public async Task RotatedAnswer_IsLost_AFreshOneFollowsAfterTheReuseWindow(int seconds, int rotations)
    {
        App.BecomeDue();
        string? before = Cookie;
        await Browser.LoseAsync("GET /me");
        App.Time.Advance(TimeSpan.FromSeconds(seconds));

        BrowserAnswer answer = await AskAsync();

        Assert.That((answer.Status, answer.SetCookies.Count, Counters.Rotated), Is.EqualTo((200, rotations - 1, rotations)));
        Assert.That(Cookie == before, Is.EqualTo(rotations == 1));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task RotatedAnswers_SevenLostInARow_TheSessionGoesOn()
    {
        App.BecomeDue();
        for (int i = 0; i < 7; i++)
        {
            await Browser.LoseAsync("GET /me");
            App.Time.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.That(Counters.Rotated, Is.EqualTo(7));
        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Client_DisconnectsBeforeHeaders_NothingIsRotated()
    {
        App.BecomeDue();
        string? before = Cookie;
        BrowserRequest request = await StartPausedAsync("a");

        await request.AbortAsync();
        await Pauses["a" + RotationPages.AbortedSuffix].ReachedAsync();
        Pauses["a"].Release();
        await Pauses["a" + RotationPages.DoneSuffix].ReachedAsync();

        Assert.That((Cookie, Counters.Rotated), Is.EqualTo((before, 0)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Client_DisconnectsAfterHeaders_HasTheNewCookie()
    {
        App.BecomeDue();
        string? before = Cookie;
        BrowserRequest stream = Browser.Start("GET /stream/a");
        await stream.Headers;

        await stream.AbortAsync();

        Assert.That((Cookie == before, Counters.Rotated), Is.EqualTo((false, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Navigation_LeftForAnotherPage_TheSecondPageRotates()
    {
        App.BecomeDue();
        BrowserTab tab = Browser.OpenTab();
        BrowserRequest first = tab.Fetch("GET /pause/a");
        await Pauses["a"].ReachedAsync();

        BrowserAnswer page = await tab.NavigateAsync("GET /page", BrowserRequestKind.AddressBar);

        Assert.That((first.Answer.IsCanceled, page.Status, page.SetCookies.Count, Counters.Rotated), Is.EqualTo((true, 200, 1, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Navigations_AbortedInARow_TheSessionGoesOn()
    {
        App.BecomeDue();
        for (int i = 0; i < 8; i++)
        {
            BrowserRequest request = await StartPausedAsync($"{i}");
            await Task.WhenAll(request.AbortAsync(), AskAsync());
            Pauses[$"{i}"].Release();
            Pass(minutes: 3);
        }

        await AssertGoesOnAsync();
    }

    [TestCase(31)]
    [TestCase(600)]
    public async Task Refresh_WhoseAnswerIsLost_SucceedsWhenItIsRetried(int seconds)
    {
        App.BecomeDue();
        string? before = Cookie;
        await Browser.LoseAsync("POST /auth/refresh");
        App.Time.Advance(TimeSpan.FromSeconds(seconds));

        BrowserAnswer retry = await AskAsync("POST /auth/refresh");

        Assert.That((retry.Status, retry.SetCookies.Count, Counters.Rotated), Is.EqualTo((204, 1, 2)));
        Assert.That(Cookie, Is.Not.EqualTo(before));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Refresh_RetriedAtOnce_IsLeftOut()
    {
        App.BecomeDue();
        string? before = Cookie;
        await Browser.LoseAsync("POST /auth/refresh");

        BrowserAnswer retry = await AskAsync("POST /auth/refresh");

        Assert.That((retry.Status, retry.SetCookies.Count, Cookie, Counters.Rotated), Is.EqualTo((204, 0, before, 1)));
        await AssertGoesOnAsync();
    }
}
