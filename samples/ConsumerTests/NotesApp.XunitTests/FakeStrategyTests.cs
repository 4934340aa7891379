using AuthStrategies.Testing;

namespace NotesApp.XunitTests;

/// <summary>The kit for strategies, over one that is at hand.</summary>
public sealed class FakeStrategyTests
{
    // xUnit 2 has no way to ignore a case while it runs: those that do not apply are left out.
    public static IEnumerable<object[]> Rows => AuthStrategyConformance.Cases.Where(c => c.IsApplicable(NewHarness())).Select(c => new object[] { c });

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task FakeStrategy_Conforms(AuthStrategyCase c) => await c.RunAsync(NewHarness(), CancellationToken.None);

    private static AuthStrategyHarness NewHarness()
    {
        var clock = new SettableTimeProvider();
        var fake = new FakeAuthStrategy(timeProvider: clock);
        return new(fake) { Time = clock, Break = () => fake.IsBroken = true, Repair = () => fake.IsBroken = false };
    }
}
