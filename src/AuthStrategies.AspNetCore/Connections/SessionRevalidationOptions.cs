namespace AuthStrategies.AspNetCore;

/// <summary>How the logins of open connections are re-checked. Set while services are registered, by one thread; checked at start, and not read again.</summary>
public sealed class SessionRevalidationOptions
{
    /// <summary>
    /// How long the last good answer counts: the longest time that a connection's login may have ended elsewhere without the
    /// connection knowing (a near cache adds its own delay). Every login is asked about a quarter sooner, so that a store that
    /// fails for a moment is asked again in time. Default: 30 seconds. 1 second to 1 hour, and shorter than the idle time of
    /// every session strategy, since the check is what keeps the session of an open connection from idling out.
    /// </summary>
    public TimeSpan RevalidationInterval { get; set; } = TimeSpan.FromSeconds(30);
}
