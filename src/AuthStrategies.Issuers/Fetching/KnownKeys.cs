using AuthStrategies.Issuers.KeySets;

namespace AuthStrategies.Issuers.Fetching;

/// <summary>The key set of the last answer. Immutable.</summary>
/// <param name="Set">The keys.</param>
/// <param name="FetchedAt">When the fetch began that got them.</param>
internal sealed record KnownKeys(IssuerKeySet Set, DateTimeOffset FetchedAt)
{
    /// <summary>Whether the keys are younger than this. A clock that was set back makes them old, too, so that it prolongs nothing.</summary>
    public bool IsYoungerThan(TimeSpan age, DateTimeOffset now) => Math.Abs(now.UtcTicks - FetchedAt.UtcTicks) < age.Ticks;
}
