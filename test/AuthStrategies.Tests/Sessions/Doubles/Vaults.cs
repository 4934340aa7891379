using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.StoreCalls;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>The way to a store as the container makes it.</summary>
internal static class Vaults
{
    public static SessionVault Over(ISessionStore store, TimeProvider time, AuthStrategiesMetrics metrics, ILogger log)
    {
        StoreGate gate = new(Microsoft.Extensions.Options.Options.Create(new SessionStoreCallOptions()), store as ITimedSessionStore, time, log);
        return new(store, gate, time, metrics, log);
    }
}
