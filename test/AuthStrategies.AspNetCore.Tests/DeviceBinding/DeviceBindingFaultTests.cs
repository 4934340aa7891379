using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>A store that fails at any step of device binding is answered 503, and nothing is lost.</summary>
[TestFixture]
internal sealed class DeviceBindingFaultTests
{
    [Test]
    [Property("Requirement", "P-03")]
    public async Task Registration_StoreFails_Is503AndTheSameProofCountsLater([Values("find", "replace")] string operation)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        string proof = browser.Proof(browser.Challenge, withKey: true);
        host.Store.Before = Fail(operation);

        RawAnswer failed = await browser.RegisterAsync(proof);
        host.Store.Before = null;
        RawAnswer between = await browser.GetAsync();
        RawAnswer later = await browser.RegisterAsync(proof);

        RequireUnavailable(failed);
        Assert.That((between.Status, later.Status), Is.EqualTo((200, 200)));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Registration_StoreWritesButDoesNotAnswer_Is503AndTheSessionGoesOnUntilTheGracePeriodEnds()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        host.Store.After = Fail("replace");

        RawAnswer failed = await browser.RegisterAsync();
        host.Store.After = null;
        RawAnswer atOnce = await browser.GetAsync();
        host.App.Time.Advance(DeviceBrowser.GracePeriod);

        RequireUnavailable(failed);
        Assert.That(atOnce.Status, Is.EqualTo(200));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(401), "a key without a browser that knows of it accepts nobody: the user logs in again");
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_StoreFails_Is503AndTheSameChallengeCountsLater([Values("find", "create")] string operation)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        string proof = browser.Proof(DeviceBrowser.ChallengeOf(await browser.AskAsync()));
        host.Store.Before = Fail(operation);

        RawAnswer failed = await browser.AnswerAsync(proof);
        host.Store.Before = null;

        RequireUnavailable(failed);
        Assert.That((await browser.AnswerAsync(proof)).Status, Is.EqualTo(200));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Ask_StoreFails_Is503AndTheBrowserKeepsItsKey()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        host.Store.Before = Fail("find");

        RawAnswer failed = await browser.AskAsync();
        RawAnswer request = await browser.GetAsync();
        host.Store.Before = null;

        RequireUnavailable(failed);
        Assert.That(request.Status, Is.EqualTo(503));
        Assert.That((await browser.RefreshAsync()).Status, Is.EqualTo(200));
    }

    private static Func<string, int, Task> Fail(string operation) =>
        (called, _) => called.StartsWith(operation, StringComparison.Ordinal) ? throw new SessionStoreException("The store is broken.") : Task.CompletedTask;

    // 5xx: a browser tries again later. With 4xx it would forget the key.
    private static void RequireUnavailable(RawAnswer answer)
    {
        Assert.That((answer.Status, answer.One("Retry-After"), answer.CookieValue("__Host-auth-bound")), Is.EqualTo((503, "5", (string?)null)), answer.Text);
        Assert.That(answer.Body, Does.Not.Contain("continue"));
    }
}
