using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>One kind of thief.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Owners">The honest scenarios of those who are robbed, in turn.</param>
/// <param name="Act">What the thief does from the copy on.</param>
internal sealed record TheftScenario(string Name, IReadOnlyList<HonestScenario> Owners, Action<Thief> Act)
{
    /// <summary>Lets the thief copy the jar at some time in the first hours.</summary>
    public void Start(SessionDay day)
    {
        day.CopiedAt = day.Random.Between(1800, 9000);
        day.At(day.CopiedAt, () => Act(new Thief(day)));
    }
}
