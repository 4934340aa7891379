using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace AuthStrategies.Benchmarks.HotPaths;

/// <summary>
/// The command <c>--benchmarkdotnet</c>: the hot paths in BenchmarkDotNet's familiar report, in this process, so that no project is made and built for
/// them. It does not take contenders in turns, so ratios come from the other benchmarks.
/// </summary>
internal static class HotPathCommand
{
    public const string Name = "--benchmarkdotnet";

    private static readonly Type[] Classes = [typeof(JwtHotPaths), typeof(SessionHotPaths), typeof(StoreHotPaths), typeof(HandlerHotPaths)];

    /// <param name="args">BenchmarkDotNet's own options; without a filter it runs all classes.</param>
    public static void Run(string[] args)
    {
        Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(150));
        IConfig config = DefaultConfig.Instance
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .HideColumns(Column.Job, Column.Toolchain, Column.IterationCount, Column.IterationTime, Column.WarmupCount)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "AuthStrategies.BenchmarkDotNet"))
            .WithOptions(ConfigOptions.JoinSummary);
        BenchmarkSwitcher.FromTypes(Classes).Run(args.Contains("--filter") ? args : [.. args, "--filter", "*"], config);
    }
}
