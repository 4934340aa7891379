using AuthStrategies.Tests.Stores;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.InMemory;

/// <summary>The in-memory store keeps the contract.</summary>
public sealed class InMemorySessionStoreCasesTests
{
    [TestCaseSource(typeof(SessionStoreCaseData), nameof(SessionStoreCaseData.All))]
    public async Task InMemoryStore(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var time = new FakeTimeProvider(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var store = new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), time);

        await @case.RunAsync(new(store, time) { Rounds = 4000 });
    }
}
