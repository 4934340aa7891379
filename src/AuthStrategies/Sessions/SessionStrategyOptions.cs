namespace AuthStrategies;

/// <summary>
/// How a session strategy works. Defaults follow NIST SP 800-63B-4 AAL2 (§2.2.3). Configure it through
/// <c>AddSession(o =&gt; …)</c>; all mistakes are reported together at start and on first use.
/// </summary>
public sealed class SessionStrategyOptions
{
    /// <summary>
    /// A session ends when its client has not been heard of for this long. Default: 1 hour. Positive, at most 7 days,
    /// not longer than <see cref="AbsoluteTimeout"/>. Renewal is written down at most once per tenth of it.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A session ends this long after the login whatever its client does. Default: 24 hours. Positive, at most 30 days.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>As <see cref="IdleTimeout"/>, for persistent logins ("remember me"). Default: 14 days. Positive, at most 400 days, not longer than <see cref="PersistentAbsoluteTimeout"/>.</summary>
    public TimeSpan PersistentIdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>As <see cref="AbsoluteTimeout"/>, for persistent logins. Default: 30 days. Positive, at most 400 days.</summary>
    public TimeSpan PersistentAbsoluteTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// For this long after a refresh the replaced session token is answered with its successor, so that parallel
    /// requests and lost responses log nobody out. Default: 30 seconds. 0 (off) to 5 minutes.
    /// </summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many live logins one subject may have when this strategy issues another one; the oldest end first. Those of
    /// other strategies over the same store count and end as well. Default: 100. 1 to 10,000.
    /// </summary>
    public int MaxSessionsPerSubject { get; set; } = 100;

    /// <summary>Which names the claims of an authenticated principal bear. Default: <see cref="ClaimNaming.Jwt"/>.</summary>
    public ClaimNaming ClaimNaming { get; set; }

    /// <summary>The claim that <c>User.Identity.Name</c> reads. Default: <c>name</c>. Not empty.</summary>
    public string NameClaimType { get; set; } = "name";

    /// <summary>The claim that <c>User.IsInRole</c> reads. Default: <c>role</c>. Not empty.</summary>
    public string RoleClaimType { get; set; } = "role";

    /// <summary>
    /// How many credentials that were found good are remembered in this process, so that hashing or verifying them again
    /// is spared; time, session and revocation are checked each time all the same. Default: 10,000. 0 (off) to 1,000,000.
    /// </summary>
    public int CredentialCacheSize { get; set; } = 10_000;

    /// <summary>What could not be read from configuration; the validator reports it with everything else.</summary>
    internal List<string> ConfigurationMistakes { get; } = [];
}
