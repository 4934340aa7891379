namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Signing in again with the session's own properties while requests are under way.</summary>
[TestFixture(false, "1.1")]
[TestFixture(false, "2.0")]
[TestFixture(true, "1.1")]
public sealed class RepeatedSignInTests(bool hasNearCache, string version) : RotationScenarios(hasNearCache, version)
{
    [TestCase(1, 0)]
    [TestCase(16, 1)]
    [Property("Requirement", "M-11")]
    public async Task SignInAgain_WithFourRequestsUnderWay_AllSucceedAndTheClaimsAreNew(double age, int rotations)
    {
        Pass(age);
        string? before = Cookie;
        string[] names = ["a", "b", "c", "d"];
        BrowserRequest[] underWay = await Task.WhenAll(names.Select(StartPausedAsync));

        BrowserAnswer again = await AskAsync("POST /claims");
        Pauses.ReleaseAll();
        BrowserAnswer[] answers = await Task.WhenAll(underWay.Select(request => request.Answer));

        Assert.That((again.Status, again.SetCookies.Count, Counters.Rotated), Is.EqualTo((200, rotations, rotations)));
        Assert.That(answers.Select(answer => (answer.Status, answer.SetCookies.Count)), Is.All.EqualTo((200, 0)));
        Assert.That(Cookie == before, Is.EqualTo(rotations == 0));
        Assert.That((await AskAsync("GET /admin")).Body, Is.EqualTo("secret"), "The new role counts.");
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task SignInAgain_ManyTimes_KeepsTheAbsoluteEnd()
    {
        for (int i = 0; i < 48; i++)
        {
            await AskAsync("POST /claims");
            Pass(minutes: 29.9);
        }

        await AskAsync();
        Pass(minutes: 6);
        Assert.That((await Browser.AskAsync("GET /me")).Status, Is.EqualTo(401), "24 hours after the login the session has ended.");
        Assert.That(Counters.Suspicions, Is.EqualTo((0, 0)));
    }
}
