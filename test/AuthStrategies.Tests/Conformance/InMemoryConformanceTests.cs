using System.Security.Cryptography;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Stores.InMemory;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Conformance;

/// <summary>The in-memory store keeps the contract.</summary>
public sealed class InMemoryConformanceTests
{
    private const int Capacity = 1_000_000;

    private static IEnumerable<SessionStoreCase> Cases => [.. SessionStoreConformance.Cases, .. SessionStoreConformance.EnumerationCases.Where(c => c.Needs == SessionStoreNeeds.Enumeration)];

    [TestCaseSource(nameof(Cases))]
    public async Task InMemoryStore(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var time = new SettableTimeProvider();
        await using var harness = new SessionStoreHarness(Store(time, Capacity)) { Time = time, Rounds = 4000 };

        await @case.RunAsync(harness);
    }

    private static IEnumerable<SessionStoreCase> LimitCases => SessionStoreConformance.BackendCases.Where(c => c.Needs == SessionStoreNeeds.Limit);

    [TestCaseSource(nameof(LimitCases))]
    [Property("Requirement", "F-27")]
    public async Task InMemoryStore_Full(SessionStoreCase c)
    {
        var time = new SettableTimeProvider();
        InMemorySessionStore store = Store(time, 3);
        await using var harness = new SessionStoreHarness(store) { Time = time, FillAsync = _ => FillAsync(store, time) };

        await c.RunAsync(harness);
    }

    private static async ValueTask FillAsync(InMemorySessionStore store, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await store.TryCreateAsync(
                    new()
                    {
                        Id = new SessionId(RandomNumberGenerator.GetBytes(SessionId.Size)),
                        Subject = "filler",
                        ExpiresAt = time.GetUtcNow().AddHours(1),
                        AbsoluteExpiresAt = time.GetUtcNow().AddHours(1),
                        Version = 1,
                        Payload = new byte[] { 1 },
                    },
                    default);
            }
        }
        catch (SessionStoreException)
        {
            // It is full.
        }
    }

    private static InMemorySessionStore Store(TimeProvider time, int capacity) =>
        new(Options.Create(new InMemorySessionStoreOptions { Capacity = capacity }), time);
}
