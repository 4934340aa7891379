using AuthStrategies.Testing;
using AuthStrategies.Testing.Stores;

namespace AuthStrategies.Tests.Stores.InMemory;

/// <summary>The kit's makers of records over a store of ours.</summary>
internal static class Bench
{
    public static StoreUnderTest Of(ISessionStore store, SettableTimeProvider time) => new(store, new SessionStoreHarness(store) { Time = time });
}
