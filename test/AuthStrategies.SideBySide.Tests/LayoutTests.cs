using Microsoft.Playwright;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>Takes screenshots of the page, and checks that it fits its window.</summary>
public sealed class LayoutTests : PageTests
{
    [TestCase(ColorScheme.Light, 1280, "light")]
    [TestCase(ColorScheme.Dark, 1280, "dark")]
    [TestCase(ColorScheme.Light, 390, "phone")]
    [TestCase(ColorScheme.Dark, 360, "small-phone-dark")]
    public async Task Page_InAnyWindow_FitsItsWidth(ColorScheme scheme, int width, string name)
    {
        await OpenPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });

        await StoryAsync();

        await ShootAsync(name);
        await Page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        int overflow = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.That(overflow, Is.LessThanOrEqualTo(0), "The page scrolls sideways.");
    }

    private async Task StoryAsync()
    {
        await Jwt.DoAsync("login");
        await Session.DoAsync("login");
        await Jwt.DoAsync("call");
        await Session.DoAsync("call");
        await Jwt.DoAsync("steal");
        await Session.DoAsync("steal");
        await WaitForRotationAsync();
        await Jwt.DoAsync("refresh");
        await Session.DoAsync("call");
        await Session.DoAsync("call");
        await Jwt.DoAsync("sessions");
        await WaitForRotationAsync();
        await Jwt.DoAsync("replay-refresh");
        await Session.DoAsync("replay");
    }
}
