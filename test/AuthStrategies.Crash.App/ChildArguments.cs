using System.Globalization;
using AuthStrategies.Crash.KillPoints;

namespace AuthStrategies.Crash;

/// <summary>What a process is told to do, on its command line.</summary>
public sealed record ChildArguments(StoreKind SessionTable, string Connection, StrategyKind Strategy, Act Act, string Subject, TimeSpan Ahead, Moment Moment, int At, int Spins)
{
    public IEnumerable<string> ToArguments() =>
    [
        $"{SessionTable}", Connection, $"{Strategy}", $"{Act}", Subject,
        .. new[] { (int)Ahead.TotalSeconds, (int)Moment, At, Spins }.Select(number => number.ToString(CultureInfo.InvariantCulture)),
    ];

    public static ChildArguments Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new(
            Enum.Parse<StoreKind>(arguments[0]),
            arguments[1],
            Enum.Parse<StrategyKind>(arguments[2]),
            Enum.Parse<Act>(arguments[3]),
            arguments[4],
            TimeSpan.FromSeconds(Number(5)),
            (Moment)Number(6),
            Number(7),
            Number(8));

        int Number(int index) => int.Parse(arguments[index], CultureInfo.InvariantCulture);
    }
}
