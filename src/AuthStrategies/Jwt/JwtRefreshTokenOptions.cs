namespace AuthStrategies;

/// <summary>
/// Whether and how a JWT strategy issues refresh tokens. With them each login is a session in the store: it can be listed,
/// refreshed and ended; access tokens stay JWTs and carry the session's public name as <c>sid</c>.
/// </summary>
public sealed class JwtRefreshTokenOptions
{
    /// <summary>Whether to issue them. Default: <see langword="false"/>.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// A login ends when it has not been refreshed for this long; using an access token does not count. Default: 14 days.
    /// Positive, at most 400 days, not longer than <see cref="AbsoluteTimeout"/>.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A login ends this long after it began, however often it is refreshed. Default: 30 days. Positive, at most 400 days.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// For this long after a refresh the replaced refresh token is answered with its successor, so that parallel requests
    /// and lost responses log nobody out (RFC 9700 §4.14.2). Default: 30 seconds. 0 (off) to 5 minutes.
    /// </summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many live logins one subject may have; the oldest end first. Default: 100. 1 to 10,000.</summary>
    public int MaxSessionsPerSubject { get; set; } = 100;
}
