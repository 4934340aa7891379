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
    /// 1 second to 400 days, at most <see cref="AbsoluteTimeout"/>.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The time after which a session ends, even if it is refreshed. Default: 30 days. 1 second to 400 days.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The time that a new refresh token may wait for its first use. During it, a client that presents the previous one gets an
    /// access token and no refresh token; later it gets another new one, because the answer was lost (RFC 9700 §4.14.2).
    /// Default: 30 seconds. 5 seconds to 5 minutes, not longer than <see cref="LateRequestWindow"/>. 0 is not allowed: for more
    /// strictness, set <see cref="StrictReuse"/>.
    /// </summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest time that a request is under way, plus the clock difference of the servers. A replaced refresh token that is
    /// presented within this time after the first use of its successor raises no suspicion. Default: 10 minutes and 30 seconds.
    /// From <see cref="ReuseWindow"/> to 24 hours.
    /// </summary>
    public TimeSpan LateRequestWindow { get; set; } = new(0, 10, 30);

    /// <summary>
    /// Whether a replaced refresh token that is presented after <see cref="LateRequestWindow"/> ends the session immediately.
    /// Otherwise its client goes on with a new token, and the session ends when both clients have used it. Default:
    /// <see langword="false"/>; <see cref="SessionStrategyOptions.StrictReuse"/> says what <see langword="true"/> costs.
    /// </summary>
    public bool StrictReuse { get; set; }

    /// <summary>The largest number of live sessions of one subject; a further one ends the session that was used least recently. Default: 100. 1 to 10,000.</summary>
    public int MaxSessionsPerSubject { get; set; } = 100;
}
