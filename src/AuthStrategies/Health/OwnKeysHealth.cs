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
            return await CheckRotationAsync(current, periods).ConfigureAwait(false);

        return current.CanSign
            ? new(Part, HealthStatus.Healthy, "It signs with a key of the options.")
            : new(Part, HealthStatus.Healthy, "It verifies with keys of the options, and signs nothing.");
    }

    private async ValueTask<HealthFinding> CheckRotationAsync(JwtKeyPolicy current, RotationPeriods periods)
    {
        bool isEmpty = false;
        try
        {
            KeyTimeline stored = await keys.PeekAsync().ConfigureAwait(false);
            isEmpty = stored.Keys.IsEmpty;
            if (isEmpty || !stored.MaySign(periods, time.GetUtcNow()))
                stored = await MakeKeyAsync(current).ConfigureAwait(false);
            return HealthOf(stored, periods, time.GetUtcNow());
        }
        catch (JwtKeyStoreException exception) when (keys.HasKeys)
        {
            return new(Part, HealthStatus.Degraded, $"The key store does not answer, or what it has cannot be used{Reason(exception)}. The known keys stay in use; a restarted process would have none. Check the key store; event 24 in the log says why.");
        }
        catch (JwtKeyStoreException exception)
        {
            return new(Part, HealthStatus.Unhealthy, isEmpty
                ? $"The key store has no keys, and none could be made and saved{Reason(exception)}: tokens can be neither issued nor verified. Check that the key store has the keys that were in use, or can be written; event 24 in the log says why."
                : $"The key store does not answer, or what it has cannot be used{Reason(exception)}, and no key is known: tokens can be neither issued nor verified. Check the key store; event 24 in the log says why.");
        }
    }

    /// <summary>
    /// Makes the missing key as a login would. Only that shows whether the key store can be written, and a server that gets no requests while it
    /// is not healthy would never make one.
    /// </summary>
    private async ValueTask<KeyTimeline> MakeKeyAsync(JwtKeyPolicy current)
    {
        await keys.GetAsync(current, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        return await keys.PeekAsync().ConfigureAwait(false);
    }

    private HealthFinding HealthOf(KeyTimeline timeline, RotationPeriods periods, DateTimeOffset now)
    {
        if (!timeline.MaySign(periods, now))
            return new(Part, HealthStatus.Unhealthy, "The signing key has reached its end and has no successor, so no token can be issued. Check that the key store can be written; event 24 in the log says why.");

        RotatingKey active = timeline.ActiveKey(now);
        DateTimeOffset end = active.SignsUntil ?? active.SignsFrom + periods.RotationPeriod;
        // A successor is due one lead time before the end, and each node notices it within one poll.
        if (active.SignsUntil is null && now >= end - periods.LeadTime + (2 * periods.PollInterval))
            return new(Part, HealthStatus.Degraded, $"The signing key signs until {Text(end)} and has no successor yet. Check that the key store can be written, and that a node issues tokens; event 24 in the log says why.");

        return new(Part, HealthStatus.Healthy, $"The signing key signs until {Text(end)}.");
    }

    // The type says what the text, which may name an address, would: access denied, no such directory, no connection.
    private static string Reason(JwtKeyStoreException exception) => exception.InnerException is { } inner ? $" ({inner.GetBaseException().GetType().Name})" : "";

    private static string Text(DateTimeOffset end) => end.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
