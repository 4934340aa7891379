using System.Globalization;
using System.Text;

namespace AuthStrategies.Load;

/// <summary>The summary at the end of a run.</summary>
internal static class BalanceTable
{
    private static readonly string[] Head =
        ["store", "seconds", "logins", "requests", "refreshes", "logouts", "cannot tell", "faults", "kills", "forgotten", "missed by log out everywhere", "live at the end", "logout seen after", "books"];

    public static string Of(IEnumerable<Balance> balances)
    {
        List<string[]> lines = [Head, .. balances.Select(Cells)];
        int[] widths = [.. Head.Select((_, column) => lines.Max(line => line[column].Length))];
        StringBuilder text = new();
        for (int i = 0; i < lines.Count; i++)
        {
            text.Append("| ").AppendJoin(" | ", lines[i].Select((cell, column) => cell.PadRight(widths[column]))).AppendLine(" |");
            if (i == 0)
                text.Append('|').AppendJoin('|', widths.Select(width => new string('-', width + 2))).AppendLine("|");
        }

        return text.ToString();
    }

    private static string[] Cells(Balance balance) =>
    [
        balance.SessionTable,
        balance.Length.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture),
        .. new[] { balance.Logins, balance.Requests, balance.Refreshes, balance.Logouts, balance.Unanswered, balance.Faults, balance.Hurts, balance.Forgotten, balance.Missed, balance.Live }
            .Select(count => count.ToString("N0", CultureInfo.InvariantCulture)),
        balance.LongestDelay == TimeSpan.Zero ? "at once" : string.Create(CultureInfo.InvariantCulture, $"{balance.LongestDelay.TotalMilliseconds:F0} ms"),
        balance.IsEven ? "balance" : $"{balance.Wrongs.Count} WRONG",
    ];
}
