using AuthStrategies.Rotation.Tests.Scenarios;
using AuthStrategies.Rotation.Tests.Servers;
using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests;

/// <summary>
/// The strategies against the same simulated days as the rules alone; fewer, because each request hashes and decodes. More of
/// them by <c>ROTATION_STRATEGY_HONEST_TRACES</c> and <c>ROTATION_STRATEGY_THEFT_TRACES</c>.
/// </summary>
public sealed class StrategyModelTests
{
    private static readonly ModelRun Run = new((rules, seed) => new StrategyServer(rules, seed));

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_HonestDays_NeverEndTheSession()
    {
        HonestReport report = Run.AllHonest(ModelSettings.Get("ROTATION_STRATEGY_HONEST_TRACES", 2_000), HonestScenarios.All);

        TestContext.Out.WriteLine(report);
        Assert.That(report.FalseAlarms, Is.Zero, report.ToString());
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_DaysWithAThief_EndTheSessionOnceBothHaveUsedIt()
    {
        TheftReport report = Run.AllThefts(ModelSettings.Get("ROTATION_STRATEGY_THEFT_TRACES", 500), TheftScenarios.All);

        TestContext.Out.WriteLine(report);
        Assert.That(report.Unnoticed, Is.Zero, report.ToString());
        Assert.That(report.EndedBeforeTheft, Is.Zero, report.ToString());
        Assert.That(report.BothUsed, Is.GreaterThan(report.Traces * 9 / 10));
    }
}
