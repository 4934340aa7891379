using Microsoft.Playwright;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>The scene of a session that is bound to a device.</summary>
[TestFixture]
public sealed class DeviceSceneTests : PageTests
{
    [Test]
    public async Task Scene_Played_ShowsThatACopyOfTheCookieIsRefused()
    {
        await Page.GotoAsync(new Uri(Address, "device.html").ToString());

        await Page.GetByText("Play the scene").ClickAsync();

        await Assertions.Expect(Page.Locator("#device-steps tr td:nth-child(3)")).ToHaveTextAsync(
            ["accepted", "Bound", "accepted", "DeviceBindingRequired", "AlreadyBound", "WrongKey", "UnknownSession", "{\"continue\":false}"]);
    }
}
