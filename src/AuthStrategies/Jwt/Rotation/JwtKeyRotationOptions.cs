namespace AuthStrategies;

/// <summary>
/// When the signing keys of a JWT strategy change. A key is first announced (it is published and verifies), then active (it
/// signs), then retired (it verifies the tokens it signed), then removed. Not thread-safe.
/// </summary>
public sealed class JwtKeyRotationOptions
{
    /// <summary>
    /// The algorithm of the keys, written exactly as in RFC 7518 §3.1. Default: <c>ES256</c>. All algorithms
    /// that sign are legal. HS keys are never published, so other applications cannot verify their tokens. A change applies to the next key.
    /// </summary>
    public string Algorithm { get; set; } = "ES256";

    /// <summary>
    /// The time for which a key signs. Default: 30 days. More than <see cref="AnnouncementPeriod"/> and
    /// <see cref="PollInterval"/> together, at most 400 days.
    /// </summary>
    public TimeSpan RotationPeriod { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The time for which every node publishes a key before the key signs; the key is created one <see cref="PollInterval"/>
    /// earlier. Default: 1 day. More than 0, and at least as long as others may cache the published keys. The first key signs
    /// immediately, and so does the key that replaces a removed key.
    /// </summary>
    public TimeSpan AnnouncementPeriod { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The time for which a key verifies after its last signature. Default: 25 hours. At least
    /// <see cref="JwtStrategyOptions.AccessTokenLifetime"/> and <see cref="JwtStrategyOptions.ClockSkew"/> together, at most
    /// <see cref="RotationPeriod"/>. No token can be issued for longer than this less the clock skew.
    /// </summary>
    public TimeSpan RetirementPeriod { get; set; } = TimeSpan.FromHours(25);

    /// <summary>
    /// The greatest age of the keys that a node uses, and so the time within which it sees that another node removed a key.
    /// Default: 30 seconds. 1 second to 5 minutes. A busy node asks the key store about twice in this time, an idle node never.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);
}
