using AuthStrategies.Rotation.Tests.Scenarios;
using AuthStrategies.Rotation.Tests.Servers;
using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Table;

/// <summary>Takes one ingredient of the rules away at a time: the model notices each.</summary>
public sealed partial class RotationTableTests
{
    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_WithoutHandOnce_MissesThefts()
    {
        TheftReport report = RunOf(AblatedTables.WithoutHandOnce).AllThefts(1_900, TheftScenarios.All);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.Unnoticed, Is.Positive);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_WithoutFreshSuccessor_MissesThefts()
    {
        TheftReport report = RunOf(AblatedTables.WithoutFreshSuccessor).AllThefts(1_900, TheftScenarios.All);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.Unnoticed, Is.Positive);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_WithoutSecondHead_EndsHonestDays()
    {
        HonestReport report = RunOf(AblatedTables.WithoutSecondHead).AllHonest(3_400, HonestScenarios.All);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.FalseAlarms, Is.Positive);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_WithoutFirstUseAtAuthenticate_MissesThefts()
    {
        TheftReport report = RunOf(AblatedTables.WithoutFirstUseAtAuthenticate).AllThefts(1_900, TheftScenarios.All);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.Unnoticed, Is.Positive);
    }

    private static ModelRun RunOf(RotationDecider decide) => new((rules, seed) => new DecisionServer(rules, decide, seed));
}
