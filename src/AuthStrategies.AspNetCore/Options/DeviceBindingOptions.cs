namespace AuthStrategies.AspNetCore;

/// <summary>Options of device-bound sessions (W3C Device Bound Session Credentials). Not thread-safe; read at start.</summary>
public sealed class DeviceBindingOptions
{
    /// <summary>
    /// For how long a bound cookie is accepted: so long may a thief use copied cookies, and so often does an active browser refresh it. The browser
    /// deletes it a tenth of this time earlier, at most 30 seconds, so that no request arrives with one that has just ended. From 3 minutes to 1 hour, because
    /// Chromium signs at most 6 times in 9 minutes for a site, registrations included; default 5 minutes.
    /// </summary>
    public TimeSpan BoundCookieLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For how long a challenge can be answered: at most so long after the sign-in a browser registers its key. From 10 to 60 seconds; default 60 seconds.
    /// </summary>
    public TimeSpan ChallengeLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The name of the bound cookie. Default, when <see langword="null"/>: the name of the strategy's cookie with <c>-bound</c>, for example
    /// <c>__Host-auth-bound</c>; below a path base with the same suffix. A name that is set here is used as it is: an RFC 6265 token of at most 128
    /// characters, not the name of another cookie of a strategy. Its attributes are always those of the strategy's cookie.
    /// </summary>
    public string? CookieName { get; set; }

    /// <summary>
    /// Whether browsers are asked to register a key after a sign-in. Default: <see langword="true"/>. With <see langword="false"/> sessions that are bound go on, and no
    /// session becomes bound: set it on all nodes before the first node has <see langword="true"/>, because a node without device binding refuses bound sessions.
    /// </summary>
    public bool OfferRegistration { get; set; } = true;

    /// <summary>The algorithms that browsers may choose from for their keys. Default: <c>ES256</c> and <c>RS256</c>, the only legal ones; at least one.</summary>
    public IList<string> Algorithms { get; } = ["ES256", "RS256"];
}
