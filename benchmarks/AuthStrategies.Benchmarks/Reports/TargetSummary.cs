using System.Globalization;
using System.Text;

namespace AuthStrategies.Benchmarks.Reports;

/// <summary>One line for each target: how many of its goals are met, and by what figure the others are missed.</summary>
internal static class TargetSummary
{
    private static readonly string[] Titles =
    [
        "verify cold, HS256", "verify cold, RS256 and ES256", "verify again", "a cache miss", "refuse a token", "issue a token", "authenticate a session in memory", "look up a session in memory",
        "create and remove a session", "memory of a session", "full GC at 10⁶ sessions", "expiry", "end to end", "authenticate in Redis", "authenticate near-cached", "start-up",
        "authenticate in a database", "JWT with RequireLiveSession", "features that are not due", "end all sessions", "bound access token",
    ];

    public static string Of(TargetRow[] rows)
    {
        StringBuilder text = new("| # | target | goals met | not met |\n|---|---|---|---|\n");
        for (int target = 1; target <= Titles.Length; target++)
        {
            TargetRow[] goals = [.. rows.Where(row => row.Target == target && row.Met is not null)];
            TargetRow[] missed = [.. goals.Where(row => row.Met is false)];
            string met = goals.Length == 0 ? "not measured" : FormattableString.Invariant($"{goals.Length - missed.Length} of {goals.Length}");
            text.Append(CultureInfo.InvariantCulture, $"| {target} | {Titles[target - 1]} | {met} | {string.Join("; ", missed.Select(Miss))} |\n");
        }

        return text.Append("| 22 | how cost grows | run `--growth` | |\n").ToString();
    }

    private static string Miss(TargetRow row) => $"{row.What}: {TargetTable.Measured(row)} ({row.Goal})";
}
