namespace AuthStrategies;

/// <summary>
/// When the signing keys of a JWT strategy change. A key is first announced (published, verifies), then active (signs), then
/// retiring (verifies what it has signed), then it is removed.
/// </summary>
public sealed class JwtKeyRotationOptions
{
    /// <summary>
    /// The algorithm of the keys, written exactly as in RFC 7518 §3.1. Default: <c>ES256</c>. Any; HS keys are never
    /// published, so others cannot verify their tokens. A change counts from the next key that is made.
    /// </summary>
    public string Algorithm { get; set; } = "ES256";

    /// <summary>How long a key signs. Default: 30 days. More than <see cref="Announce"/> and <see cref="PollInterval"/> together, at most 400 days.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a key is published before it signs (on every node: <see cref="PollInterval"/> comes on top). Default: 1 day.
    /// More than 0; at least as long as others may cache the published keys. The very first key signs at once, and so does
    /// the one that takes the place of a key that was removed.
    /// </summary>
    public TimeSpan Announce { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a key verifies after its last signature. Default: 25 hours. At least
    /// <see cref="JwtStrategyOptions.AccessTokenLifetime"/> and <see cref="JwtStrategyOptions.ClockSkew"/> together, at most
    /// <see cref="Every"/>. No token may be issued for longer than this, less the skew.
    /// </summary>
    public TimeSpan Retire { get; set; } = TimeSpan.FromHours(25);

    /// <summary>
    /// How old the keys may be that a node works with: the time within which it learns that a key was removed elsewhere.
    /// Default: 30 seconds. 1 second to 5 minutes. A node in use asks the store about twice in that time, an idle one never.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);
}
