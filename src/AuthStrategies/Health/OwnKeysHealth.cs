using System.Globalization;
using AuthStrategies.Jwt.Rotation;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>Whether a JWT strategy has its own keys, and whether those that rotate have a successor in time.</summary>
/// <param name="strategy">The strategy.</param>
/// <param name="policy">Its rules.</param>
/// <param name="keys">Its keys.</param>
/// <param name="time">The clock.</param>
internal sealed class OwnKeysHealth(string strategy, Func<JwtKeyPolicy> policy, JwtKeyProvider keys, TimeProvider time)
{
    public string Part => $"keys of {strategy}";

    public async ValueTask<HealthFinding> CheckAsync()
    {
        JwtKeyPolicy current = policy();
        if (current.Rotation is { } periods)
            return await CheckRotationAsync(periods).ConfigureAwait(false);

        return current.CanSign
            ? new(Part, HealthStatus.Healthy, "It signs with a key of the options.")
            : new(Part, HealthStatus.Healthy, "It verifies with keys of the options, and signs nothing.");
    }

    private async ValueTask<HealthFinding> CheckRotationAsync(RotationPeriods periods)
    {
        try
        {
            return HealthOf(await keys.PeekAsync().ConfigureAwait(false), periods, time.GetUtcNow());
        }
        catch (JwtKeyStoreException) when (keys.HasKeys)
        {
            return new(Part, HealthStatus.Degraded, "The key store does not answer, or what it has cannot be used. The known keys stay in use; a restarted process would have none. Check the key store; event 24 in the log says why.");
        }
        catch (JwtKeyStoreException)
        {
            return new(Part, HealthStatus.Unhealthy, "The key store does not answer, or what it has cannot be used, and no key is known: tokens can be neither issued nor verified. Check the key store; event 24 in the log says why.");
        }
    }

    private HealthFinding HealthOf(KeyTimeline timeline, RotationPeriods periods, DateTimeOffset now)
    {
        if (timeline.Keys.IsEmpty)
            return new(Part, HealthStatus.Healthy, "The key store answers. The first key is created when it is needed.");

        RotatingKey active = timeline.ActiveKey(now);
        if (!timeline.MaySign(periods, now))
            return new(Part, HealthStatus.Unhealthy, "The signing key has reached its end and has no successor, so no token can be issued. Check that the key store can be written; event 24 in the log says why.");

        DateTimeOffset end = active.SignsUntil ?? active.SignsFrom + periods.RotationPeriod;
        // A successor is due one lead time before the end, and each node notices it within one poll.
        if (active.SignsUntil is null && now >= end - periods.LeadTime + (2 * periods.PollInterval))
            return new(Part, HealthStatus.Degraded, $"The signing key signs until {Text(end)} and has no successor yet. Check that the key store can be written, and that a node issues tokens; event 24 in the log says why.");

        return new(Part, HealthStatus.Healthy, $"The signing key signs until {Text(end)}.");
    }

    private static string Text(DateTimeOffset end) => end.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
