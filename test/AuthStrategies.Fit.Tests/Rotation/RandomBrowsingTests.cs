using System.Globalization;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>
/// Random orders of everything that an honest browser does, over a real server: it is never logged out. More of them, or the
/// one of a failure message:
/// <c>ROTATION_BROWSER_SEED=1 ROTATION_BROWSER_SEEDS=2000 dotnet test test/AuthStrategies.Fit.Tests --filter RandomBrowsingTests</c>.
/// </summary>
[TestFixture]
[Property("Requirement", "M-14")]
public sealed class RandomBrowsingTests
{
    private const int Steps = 16;

    [TestCase(false, 150)]
    [TestCase(true, 50)]
    public async Task HonestBrowser_InAnyOrder_IsNeverLoggedOut(bool hasNearCache, int seeds)
    {
        int first = Setting("ROTATION_BROWSER_SEED", hasNearCache ? 1001 : 1);
        int count = Setting("ROTATION_BROWSER_SEEDS", seeds);
        await using RotationApp app = await RotationApp.StartAsync(hasNearCache);

        for (int seed = first; seed < first + count; seed++)
        {
            RandomBrowsing browsing = new(app, seed);
            await browsing.RunAsync(Steps);
            Assert.That(app.Counters.Reused, Is.Zero, browsing.Steps);
        }

        await TestContext.Out.WriteLineAsync($"{app.Counters.Rotated} rotations, {app.Counters.Replayed} accepted as they were, {app.Counters.Branched} branches");
        Assert.That(app.Counters.Rotated, Is.GreaterThan(count / 2), "The steps come to a rotation.");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
