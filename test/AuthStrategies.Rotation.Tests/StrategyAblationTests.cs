using AuthStrategies.Rotation.Tests.Scenarios;
using AuthStrategies.Rotation.Tests.Servers;
using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests;

/// <summary>Undoes one ingredient of the rules in the strategies at a time: the simulated days notice each.</summary>
public sealed class StrategyAblationTests
{
    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_WithoutHandOnce_MissThefts() => RequireMissedThefts(AblatedTables.WithoutHandOnce);

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_WithoutFreshSuccessor_MissThefts() => RequireMissedThefts(AblatedTables.WithoutFreshSuccessor);

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_WithoutFirstUseAtAuthenticate_MissThefts() => RequireMissedThefts(AblatedTables.WithoutFirstUseAtAuthenticate);

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_WithoutSecondHead_EndHonestDays()
    {
        HonestReport report = RunOf(AblatedTables.WithoutSecondHead).AllHonest(3_400, HonestScenarios.All);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.FalseAlarms, Is.Positive);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Strategies_AnyIngredientUndone_DifferFromTheModel()
    {
        RotationDecider[] all = [AblatedTables.WithoutHandOnce, AblatedTables.WithoutFreshSuccessor, AblatedTables.WithoutSecondHead, AblatedTables.WithoutFirstUseAtAuthenticate];
        foreach (RotationDecider wrong in all)
        {
            ModelRun compared = new((rules, seed) => new ComparedServer(
                new WrongStrategyServer(new StrategyServer(rules, seed), rules, wrong), new DecisionServer(rules, RotationTable.Decide, seed), seed));

            Assert.That(() => compared.AllThefts(190, TheftScenarios.All), Throws.TypeOf<AggregateException>().With.Message.Contains("differs from the model"), wrong.Method.Name);
        }
    }

    private static void RequireMissedThefts(RotationDecider wrong)
    {
        TheftReport report = RunOf(wrong).AllThefts(1_900, TheftScenarios.All);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.Unnoticed, Is.Positive);
    }

    private static ModelRun RunOf(RotationDecider wrong) => new((rules, seed) => new WrongStrategyServer(new StrategyServer(rules, seed), rules, wrong));
}
