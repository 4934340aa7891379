using AuthStrategies.Rotation.Tests.Scenarios;
using AuthStrategies.Rotation.Tests.Servers;
using AuthStrategies.Rotation.Tests.Simulation;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Table;

/// <summary>
/// The rules against simulated days. More of them by environment variable, for example
/// <c>ROTATION_HONEST_TRACES=300000 ROTATION_THEFT_TRACES=60000 dotnet test test/AuthStrategies.Rotation.Tests</c>.
/// </summary>
public sealed partial class RotationTableTests
{
    private static readonly ModelRun Run = new((rules, seed) => new DecisionServer(rules, RotationTable.Decide, seed));

    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_HonestDays_NeverEndTheSession()
    {
        HonestReport report = Run.AllHonest(ModelSettings.Get("ROTATION_HONEST_TRACES", 20_000), HonestScenarios.All);

        TestContext.Out.WriteLine(report);
        Assert.That(report.FalseAlarms, Is.Zero, report.ToString());
        Assert.That(report.EndedThoughImpossible, Is.Positive, "the scenarios that no rule can tell from theft");
    }

    [Test]
    [Property("Requirement", "M-14")]
    public void Decide_DaysWithAThief_EndTheSessionOnceBothHaveUsedIt()
    {
        TheftReport report = Run.AllThefts(ModelSettings.Get("ROTATION_THEFT_TRACES", 5_000), TheftScenarios.All);

        TestContext.Out.WriteLine(report);
        Assert.That(report.Unnoticed, Is.Zero, report.ToString());
        Assert.That(report.EndedBeforeTheft, Is.Zero, report.ToString());
        Assert.That(report.BothUsed, Is.GreaterThan(report.Traces * 9 / 10));
    }

    [Test]
    public void Run_SameSeed_IsTheSameDay()
    {
        foreach (TheftScenario theft in TheftScenarios.All)
        {
            IReadOnlyList<string> first = Run.Theft(theft, 7, keepsLog: true).Log;
            Assert.That(Run.Theft(theft, 7, keepsLog: true).Log, Is.EqualTo(first), theft.Name);
        }
    }
}
