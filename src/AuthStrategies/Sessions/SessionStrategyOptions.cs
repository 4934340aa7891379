namespace AuthStrategies;

/// <summary>
/// Options of a session strategy. The defaults follow NIST SP 800-63B-4 AAL2 (§2.2.3). Configure them with
/// <c>AddSession(o =&gt; …)</c>. All mistakes are reported together at start and on first use. Not thread-safe.
/// </summary>
public sealed class SessionStrategyOptions
{
    /// <summary>
    /// A session ends when its client was not active for this time. Default: 1 hour. 1 second to 7 days,
    /// not longer than <see cref="AbsoluteTimeout"/>. <see cref="RenewAfter"/> says how often activity is written.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How much time must pass until activity is written again, for all sessions of the strategy (<c>updateAge</c> of other libraries): a
    /// longer time writes less, and lets an active session end earlier by at most this time. Default: <see langword="null"/>, a
    /// tenth of the idle timeout, and one hour at most. 0 (each request) to 1 hour, and at most half of <see cref="IdleTimeout"/> and of
    /// <see cref="PersistentIdleTimeout"/>.
    /// </summary>
    public TimeSpan? RenewAfter { get; set; }

    /// <summary>A session ends this long after the login, even if its client is active. Default: 24 hours. 1 second to 30 days.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Like <see cref="IdleTimeout"/>, for persistent sessions ("remember me"). Default: 14 days. 1 second to 400 days, not longer
    /// than <see cref="PersistentAbsoluteTimeout"/>.
    /// </summary>
    public TimeSpan PersistentIdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Like <see cref="AbsoluteTimeout"/>, for persistent sessions. Default: 30 days. 1 second to 400 days.</summary>
    public TimeSpan PersistentAbsoluteTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The time that a new token may wait for its first use. During it, a client that still presents the replaced token is
    /// accepted and gets no token; later it gets another new one, because the answer was lost. Default: 30 seconds. 5 seconds to
    /// 5 minutes, not longer than <see cref="LateRequestWindow"/>. 0 is not allowed: for more strictness, set
    /// <see cref="StrictReuse"/>.
    /// </summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest time that a request is under way, plus the clock difference of the servers. A replaced token that is
    /// presented within this time after the first use of its successor raises no suspicion. Default: 10 minutes and 30 seconds.
    /// From <see cref="ReuseWindow"/> to <see cref="RotateEvery"/> (or 24 hours, if that is off).
    /// </summary>
    public TimeSpan LateRequestWindow { get; set; } = new(0, 10, 30);

    /// <summary>
    /// The age at which a token in a cookie is replaced by itself, with the response of a request. Tokens outside cookies are
    /// replaced at refresh only. Default: 15 minutes. 0 (off), or from <see cref="LateRequestWindow"/> to 24 hours.
    /// </summary>
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Whether a replaced token that is presented after <see cref="LateRequestWindow"/> ends the session immediately. Otherwise its
    /// client goes on with a new token, and the session ends when both clients have used it. Default: <see langword="false"/>,
    /// because a browser that was restored after a crash does the same. <see langword="true"/> logs such users out: about 2,800 per
    /// million days of use in a simulation, and a theft is noticed 12 minutes sooner (docs/decisions/0021-rotation.md).
    /// </summary>
    public bool StrictReuse { get; set; }

    /// <summary>
    /// The largest number of live sessions of one subject. When this strategy issues a further one, the session that was used least
    /// recently ends. Sessions of other strategies in the same store count and may end too. Default: 100. 1 to 10,000.
    /// </summary>
    public int MaxSessionsPerSubject { get; set; } = 100;

    /// <summary>
    /// The naming of claims in an authenticated principal. Default: <see cref="ClaimNaming.AsIssued"/> with <c>UseAspNetCore</c>,
    /// otherwise <see cref="ClaimNaming.Jwt"/>. Look-ups by a claim type find both names in any case.
    /// </summary>
    public ClaimNaming ClaimNaming { get; set; }

    /// <summary>
    /// The claim that <c>User.Identity.Name</c> reads, unless the identity of the login was created with another name claim type
    /// than the usual ones. Default: <c>name</c>. Not empty.
    /// </summary>
    public string NameClaimType { get; set; } = "name";

    /// <summary>
    /// The claim that <c>User.IsInRole</c> reads, unless the identity of the login was created with another role claim type than
    /// the usual ones. Default: <c>role</c>. Not empty.
    /// </summary>
    public string RoleClaimType { get; set; } = "role";

    /// <summary>
    /// The number of accepted tokens that this process caches, so that they need not be hashed and decoded
    /// again. Time, session and revocation are still checked at each call. Default: 10,000. 0 (off) to 1,000,000.
    /// </summary>
    public int CredentialCacheSize { get; set; } = 10_000;

    /// <summary>
    /// The greatest amount of memory that the cached tokens and what is known about them use together, in bytes, as an estimate. Past it,
    /// cached tokens are removed. Default: 33,554,432 (32 MiB). 65,536 to 1,099,511,627,776 (1 TiB).
    /// </summary>
    public long CredentialCacheBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Mistakes found while reading the configuration. The validator reports them with all others.</summary>
    internal List<string> ConfigurationMistakes { get; } = [];

    /// <summary>The configuration keys from which the options were read.</summary>
    internal ConfiguredNames ConfiguredNames { get; } = new();
}
