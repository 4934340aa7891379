using AuthStrategies.Rotation.Tests.Scenarios;
using AuthStrategies.Rotation.Tests.Servers;
using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests;

/// <summary>
/// The strategies through the simulated days, compared with the rules alone at each step. More days by environment variable, for
/// example <c>ROTATION_STRATEGY_HONEST_TRACES=300000 ROTATION_STRATEGY_THEFT_TRACES=60000</c>.
/// </summary>
public sealed class StrategyModelTests
{
    private static readonly ModelRun Run = new((rules, seed) => new ComparedServer(
        new StrategyServer(rules, seed), new DecisionServer(rules, RotationTable.Decide, seed), seed));

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_HonestDays_NeverEndTheSession()
    {
        HonestReport report = Run.AllHonest(ModelSettings.Get("ROTATION_STRATEGY_HONEST_TRACES", 20_000), HonestScenarios.All);

        TestContext.Out.WriteLine(report);
        Assert.That(report.FalseAlarms, Is.Zero, report.ToString());
        Assert.That(report.EndedThoughImpossible, Is.Positive, "the scenarios that no rule can tell from theft");
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_DaysWithAThief_EndTheSessionOnceBothHaveUsedIt()
    {
        TheftReport report = Run.AllThefts(ModelSettings.Get("ROTATION_STRATEGY_THEFT_TRACES", 5_000), TheftScenarios.All);

        TestContext.Out.WriteLine(report);
        Assert.That(report.Unnoticed, Is.Zero, report.ToString());
        Assert.That(report.EndedBeforeTheft, Is.Zero, report.ToString());
        Assert.That(report.BothUsed, Is.GreaterThan(report.Traces * 9 / 10));
    }
}
