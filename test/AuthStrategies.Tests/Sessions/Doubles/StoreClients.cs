using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>The way to a store as the container makes it.</summary>
internal static class StoreClients
{
    public static SessionStoreClient Over(ISessionStore store, TimeProvider time, AuthStrategiesMetrics metrics, ILogger log, TimeSpan? timeout = null)
    {
        SessionStoreBreaker breaker = new(Microsoft.Extensions.Options.Options.Create(new SessionStoreCallOptions { Timeout = timeout ?? new SessionStoreCallOptions().Timeout }), store.GetService<ITimedSessionStore>(), time, log);
        return new(store, breaker, time, metrics, log);
    }
}
