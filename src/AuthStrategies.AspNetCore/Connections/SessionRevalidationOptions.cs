namespace AuthStrategies.AspNetCore;

/// <summary>How the sessions of open connections are re-checked. Set while services are registered, by one thread; checked at start; later changes have no effect.</summary>
public sealed class SessionRevalidationOptions
{
    /// <summary>
    /// How long the last good answer counts: the longest time until a connection notices that its session has ended elsewhere
    /// (a near cache adds its delay). Each session is checked after three quarters of it, so that a short failure of the store
    /// can be retried in time. Default: 30 seconds. 1 second to 1 hour, and shorter than the idle timeout of every session
    /// strategy, because the check counts as activity and keeps the session of an open connection alive.
    /// </summary>
    public TimeSpan RevalidationInterval { get; set; } = TimeSpan.FromSeconds(30);
}
