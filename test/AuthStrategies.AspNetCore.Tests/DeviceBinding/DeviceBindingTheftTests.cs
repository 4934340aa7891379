using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>What a thief gets with copied cookies of a device-bound session: nothing without the bound cookie, and little with it.</summary>
[TestFixture]
internal sealed class DeviceBindingTheftTests
{
    private static readonly TestCaseData[] Thefts =
    [
        Theft("SessionCookieAlone", (_, _) => null),
        Theft("NoValue", (_, _) => ""),
        Theft("AnyValue", (_, _) => "abc"),
        Theft("Changed", (b, _) => b.Bound![..^1] + (b.Bound[^1] == 'A' ? 'B' : 'A')),
        Theft("Padded", (b, _) => b.Bound + "="),
        Theft("OfAnotherSession", (_, other) => other.Bound),
        Theft("AChallenge", (b, _) => b.Challenge),
        Theft("InCapitals", (b, _) => b.Bound!.ToUpperInvariant()),
        Theft("Long", (_, _) => new string('a', 8 * 1024)),
    ];

    [TestCaseSource(nameof(Thefts))]
    [Property("Requirement", "P-03")]
    public async Task Request_StolenCookieWithoutTheBoundOne_IsRefused(Func<DeviceBrowser, DeviceBrowser, string?> bound)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        using DeviceBrowser other = new(host);
        await browser.LogInAndRegisterAsync();
        await other.LogInAndRegisterAsync("mallory");
        using DeviceBrowser thief = new(host) { Session = browser.Session, Bound = bound(browser, other) };

        Assert.That((await thief.GetAsync()).Status, Is.EqualTo(401));
        Assert.That((await host.SendAsync("POST /auth/refresh", thief.Cookies)).Status, Is.EqualTo(401));
        Assert.That((await thief.GetAsync("/auth/sessions")).Status, Is.EqualTo(401));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200), "the owner goes on");
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Request_AllCookiesCopied_DieWithTheBoundOne([Values(4.9, 5, 60)] double minutes)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        await browser.RegisterAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(minutes < 5 ? 200 : 401));
    }

    private static TestCaseData Theft(string name, Func<DeviceBrowser, DeviceBrowser, string?> bound) => new TestCaseData(bound).SetArgDisplayNames(name);
}
