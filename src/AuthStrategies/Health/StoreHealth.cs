using AuthStrategies.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>Whether the session store answers: one read of a record that does not exist, through the same client as every other call.</summary>
/// <param name="client">The client.</param>
/// <param name="users">The names of the strategies that need the store now.</param>
internal sealed class StoreHealth(SessionStoreClient client, Func<IReadOnlyList<string>> users)
{
    public const string Part = "store";

    private static readonly SessionId Probe = SystemRecord.IdOf("health", "");

    public async ValueTask<HealthFinding> CheckAsync()
    {
        if (users() is not { Count: > 0 } strategies)
            return new(Part, HealthStatus.Healthy, "No strategy needs the session store.");

        try
        {
            await client.FindSystemAsync(Probe, CancellationToken.None).ConfigureAwait(false);
            return new(Part, HealthStatus.Healthy, $"The session store answers, for {string.Join(", ", strategies)}.");
        }
        catch (SessionStoreException)
        {
            string pause = client.IsPaused ? " Calls pause for moments (the circuit breaker is open)." : "";
            return new(Part, HealthStatus.Unhealthy, $"The session store does not answer, so credentials of {string.Join(", ", strategies)} can be neither accepted nor refused.{pause} Check that it is running and reachable; event 15 in the log says why.");
        }
    }
}
