using System.Diagnostics;

namespace AuthStrategies.Benchmarks;

/// <summary>Says on the error stream what is running and since when, so that the table on the output stream stays clean.</summary>
internal sealed class Progress(int steps)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _step;

    public void Next(string name)
    {
        _step++;
        Console.Error.WriteLine(FormattableString.Invariant($"\n== {_step} of {steps}, {Seconds:F0} s: {name}"));
    }

    public void End() => Console.Error.WriteLine(FormattableString.Invariant($"\n== done in {Seconds:F0} s\n"));

    private double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;
}
