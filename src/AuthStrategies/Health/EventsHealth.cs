using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>Whether a sink of events takes them.</summary>
/// <param name="queue">The events of the sink.</param>
internal sealed class EventsHealth(AuthEventQueue queue)
{
    public string Part => $"events of {queue.Sink}";

    public ValueTask<HealthFinding> CheckAsync() => new(queue.IsLosing
        ? new HealthFinding(Part, HealthStatus.Degraded, $"The sink loses events: {queue.LostCount} since the start. It fails or is too slow; events 52 and 53 in the log say why.")
        : new(Part, HealthStatus.Healthy, $"The sink works; {queue.LostCount} events were lost since the start."));
}
