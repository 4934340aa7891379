using System.Net;

namespace AuthStrategies.Redis.Connections;

/// <summary>What one Sentinel said about the primary.</summary>
/// <param name="Primary">The address that it names.</param>
/// <param name="Epoch">The number of the promotion that it knows of. The highest is the newest.</param>
/// <param name="Others">How many other Sentinels it knows of.</param>
/// <param name="HasMajority">Whether it can reach so many Sentinels that they could promote a server.</param>
internal sealed record SentinelAnswer(EndPoint Primary, long Epoch, int Others, bool HasMajority)
{
    /// <summary>
    /// The primary by the newest answer. A Sentinel that was cut off from the others may not know of a promotion, so the answers count only if
    /// one of them is not cut off, or the majority of all Sentinels answered.
    /// </summary>
    /// <returns>The address, or <see langword="null"/> if the answers do not tell.</returns>
    public static EndPoint? Decide(IReadOnlyCollection<SentinelAnswer> answers)
    {
        if (answers.Count == 0)
            return null;

        int all = answers.Max(answer => answer.Others) + 1;
        if (answers.Count * 2 <= all && !answers.Any(answer => answer.HasMajority))
            return null;

        long newest = answers.Max(answer => answer.Epoch);
        EndPoint[] named = [.. answers.Where(answer => answer.Epoch == newest).Select(answer => answer.Primary).Distinct()];
        return named.Length == 1 ? named[0] : null;
    }
}
