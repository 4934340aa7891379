using AuthStrategies.Testing;
using AuthStrategies.Tests.InMemory;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Conformance;

/// <summary>The in-memory store keeps the contract.</summary>
public sealed class InMemoryConformanceTests
{
    private const int Capacity = 1_000_000;

    private static IEnumerable<SessionStoreCase> Cases => SessionStoreConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public async Task InMemoryStore(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var time = new SettableTimeProvider();
        await using var harness = new SessionStoreHarness(Store(time, Capacity)) { Time = time, Rounds = 4000 };

        await @case.RunAsync(harness);
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task InMemoryStore_Full()
    {
        var time = new SettableTimeProvider();
        InMemorySessionStore store = Store(time, 3);
        await using var harness = new SessionStoreHarness(store) { Time = time, FillAsync = _ => ValueTask.CompletedTask };

        await SessionStoreConformance.BackendCases.Single(c => c.Needs == SessionStoreNeeds.Limit).RunAsync(harness);
    }

    private static InMemorySessionStore Store(TimeProvider time, int capacity) =>
        new(Options.Create(new InMemorySessionStoreOptions { Capacity = capacity }), time);
}
