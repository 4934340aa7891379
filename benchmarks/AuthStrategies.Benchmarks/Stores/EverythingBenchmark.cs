using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Target 20: ending all sessions at once, with 10⁶ of them in memory. The figures are milliseconds and writes of one call.</summary>
internal static class EverythingBenchmark
{
    private const int Sessions = 1_000_000;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        var records = LookupBenchmark.Fill(new StoreHolder(TimeProvider.System), Sample.Records(Sessions));
        CountingStore store = new(records.Store);
        using ServiceProvider services = new ServiceCollection().AddAuthStrategy().AddSession().UseSessionStore(_ => store).Services.BuildServiceProvider();
        ISessionDirectory directory = services.GetRequiredService<ISessionDirectory>();
        Now.Of(directory.RevokeEverythingAsync());

        double[] milliseconds = new double[quick ? 21 : 101];
        double[] writes = new double[milliseconds.Length];
        for (int round = 0; round < milliseconds.Length; round++)
        {
            store.Writes = 0;
            long started = Stopwatch.GetTimestamp();
            Now.Of(directory.RevokeEverythingAsync());
            milliseconds[round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            writes[round] = store.Writes;
        }

        double median = Bench.Median(milliseconds);
        yield return new(20, FormattableString.Invariant($"end all sessions, {Sessions:N0} sessions in memory, ms"), "≤ 10 ms", median, milliseconds.Min(), milliseconds.Max(), double.NaN, median <= 10);
        yield return new(20, "the same, writes", "1", Bench.Median(writes), writes.Min(), writes.Max(), double.NaN, writes.Max() == 1);
    }

    private sealed class CountingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public int Writes { get; set; }

        public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            Writes++;
            return base.TryCreateAsync(record, cancellationToken);
        }

        public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            Writes++;
            return base.TryReplaceAsync(record, cancellationToken);
        }

        public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
        {
            Writes++;
            return base.RemoveAsync(id, ifVersion, cancellationToken);
        }
    }
}
