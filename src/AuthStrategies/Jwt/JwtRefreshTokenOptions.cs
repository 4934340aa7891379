namespace AuthStrategies;

/// <summary>
/// Whether and how a JWT strategy issues refresh tokens. With refresh tokens, each issued credential has a session in the store,
/// which can be listed, refreshed and ended. Access tokens are still JWTs and contain the session id as <c>sid</c>. Not thread-safe.
/// </summary>
public sealed class JwtRefreshTokenOptions
{
    /// <summary>Whether the strategy issues refresh tokens. Default: <see langword="false"/>.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// The time without a refresh after which a session ends; the use of an access token is no refresh. Default: 14 days.
    /// More than 0, at most 400 days and at most <see cref="AbsoluteTimeout"/>.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The time after which a session ends, even if it is refreshed. Default: 30 days. More than 0, at most 400 days.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The time after a refresh in which the previous refresh token still gets the next one, so that parallel requests and
    /// lost responses end no session (RFC 9700 §4.14.2). Default: 30 seconds. 0 (off) to 5 minutes.
    /// </summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest number of live sessions of one subject; a further one ends the oldest. Default: 100. 1 to 10,000.</summary>
    public int MaxSessionsPerSubject { get; set; } = 100;
}
