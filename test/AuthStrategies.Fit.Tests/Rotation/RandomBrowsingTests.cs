namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Random orders of everything that an honest browser does, over a real server: it is never logged out.</summary>
[TestFixture]
[Property("Requirement", "M-11")]
public sealed class RandomBrowsingTests
{
    private const int Steps = 16;

    /// <summary>Another run: set this to a seed of a failure message, and <see cref="SeedsVariable"/> to 1.</summary>
    private const string FirstSeedVariable = "AUTHSTRATEGIES_ROTATION_SEED";

    private const string SeedsVariable = "AUTHSTRATEGIES_ROTATION_SEEDS";

    [TestCase(false, 150)]
    [TestCase(true, 50)]
    public async Task HonestBrowser_InAnyOrder_IsNeverLoggedOut(bool hasNearCache, int seeds)
    {
        int first = Number(FirstSeedVariable) ?? (hasNearCache ? 1000 : 1);
        await using RotationApp app = await RotationApp.StartAsync(hasNearCache);

        for (int seed = first; seed < first + (Number(SeedsVariable) ?? seeds); seed++)
        {
            RandomBrowsing browsing = new(app, seed);
            await browsing.RunAsync(Steps);
            Assert.That(app.Counters.Reused, Is.Zero, browsing.Steps);
        }

        TestContext.Out.WriteLine($"{app.Counters.Rotated} rotations, {app.Counters.Replayed} accepted as they were, {app.Counters.Branched} branches");
        Assert.That(app.Counters.Rotated, Is.GreaterThan(seeds / 2), "The steps come to a rotation.");
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : null;
}
