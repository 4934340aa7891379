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

    private volatile StoreRefusal? _refusal;

    public async ValueTask<HealthFinding> CheckAsync()
    {
        if (users() is not { Count: > 0 } strategies)
            return new(Part, HealthStatus.Healthy, "No strategy needs the session store.");

        try
        {
            await client.FindSystemAsync(Probe, CancellationToken.None).ConfigureAwait(false);
            _refusal = null;
            return new(Part, HealthStatus.Healthy, $"The session store answers, for {string.Join(", ", strategies)}.");
        }
        catch (SessionStoreException exception)
        {
            return new(Part, HealthStatus.Unhealthy, Failure(exception, client.IsPaused, string.Join(", ", strategies)));
        }
    }

    private string Failure(SessionStoreException exception, bool isPaused, string strategies)
    {
        // A call that was not made, because calls pause, says when the next one is made. The last call still says why.
        _refusal = StoreRefusal.Of(exception) ?? (exception.RetryAfter is null ? null : _refusal);
        string what = _refusal?.What ?? "does not answer";
        string pause = isPaused ? " Calls pause for moments (the circuit breaker is open)." : "";
        return $"The session store {what}, so credentials of {strategies} can be neither accepted nor refused.{pause} {_refusal?.Advice ?? "Check that it is running and reachable"}; event 15 in the log says why.";
    }
}
