using AuthStrategies.Testing;
using AuthStrategies.Tests.Stores.NearCache;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Conformance;

/// <summary>A store behind near caches keeps the contract, each node with its own cache.</summary>
public sealed class NearCacheConformanceTests
{
    private static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(5);

    private static IEnumerable<SessionStoreCase> Cases => [.. SessionStoreConformance.Cases, .. SessionStoreConformance.EnumerationCases.Where(c => c.Needs == SessionStoreNeeds.Enumeration)];

    [TestCaseSource(nameof(Cases))]
    public Task NearCache_MessagesArrive(SessionStoreCase @case) => RunAsync(@case, new(), TimeSpan.Zero);

    // The cases let MaxStaleness pass before they ask another node, and nothing else helps them.
    [TestCaseSource(nameof(Cases))]
    public Task NearCache_MessagesAreLost(SessionStoreCase @case) => RunAsync(@case, new() { LosesMessages = true }, MaxStaleness);

    private static async Task RunAsync(SessionStoreCase @case, MessageBus bus, TimeSpan staleness)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var time = new SettableTimeProvider();
        InMemorySessionStore testStore = new(Options.Create(new InMemorySessionStoreOptions()), time);
        await using SessionStoreHarness harness = new(_ => new(new NearCacheSessionStore(testStore, Options.Create(new NearCacheOptions { MaxStaleness = MaxStaleness }), time, bus)))
        {
            Time = time,
            OffersEnumeration = true,
            Rounds = 1000,
            MaxStaleness = staleness,
        };

        await @case.RunAsync(harness);
    }
}
