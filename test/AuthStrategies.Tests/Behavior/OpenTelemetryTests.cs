using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using System.Text.RegularExpressions;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;
using AuthStrategies.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AuthStrategies.Tests.Behavior;

/// <summary>What an application's OpenTelemetry gets with one call for metrics and one for traces.</summary>
[TestFixture]
[NonParallelizable]
public sealed partial class OpenTelemetryTests
{
    private static IEnumerable<string> Documented => Instrument().Matches(Documents.All["docs/telemetry.md"]).Select(match => match.Groups[1].Value);

    [Test]
    public async Task Metrics_EveryInstrumentOfThePage_Arrives()
    {
        MetricList exported = new();
        await using ServiceProvider services = Build(metrics => metrics.AddAuthStrategiesInstrumentation().AddReader(new BaseExportingMetricReader(exported)));
        UseEveryInstrument(services);
        // The web package makes it, on the same meter.
        using Meter meter = new(AuthStrategiesTelemetry.MeterName);
        meter.CreateCounter<long>(AuthStrategiesTelemetry.DeviceProofs).Add(1);

        services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.That(exported.Metrics.Select(metric => metric.Name).Distinct(), Is.EquivalentTo(Documented));
        Assert.That(Documented.Count(), Is.GreaterThanOrEqualTo(15));
    }

    [Test]
    public async Task Metrics_WithoutTheCall_DoNotArrive()
    {
        MetricList exported = new();
        await using ServiceProvider services = Build(metrics => metrics.AddReader(new BaseExportingMetricReader(exported)));
        UseEveryInstrument(services);

        services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.That(exported.Metrics, Is.Empty);
    }

    [Test]
    public async Task StoreDuration_WithoutAView_HasBucketsOfSeconds()
    {
        MetricList exported = new();
        await using ServiceProvider services = Build(metrics => metrics.AddAuthStrategiesInstrumentation().AddReader(new BaseExportingMetricReader(exported)));
        UseEveryInstrument(services);

        services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.That(exported.Bounds, Is.EqualTo(new[] { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, double.PositiveInfinity }));
    }

    [Test]
    public async Task StoreDuration_WithAViewOfTheApplication_HasItsBuckets()
    {
        MetricList exported = new();
        await using ServiceProvider services = Build(metrics => metrics
            .AddAuthStrategiesInstrumentation()
            .AddView(AuthStrategiesTelemetry.StoreDuration, new ExplicitBucketHistogramConfiguration { Boundaries = [0.1, 1] })
            .AddReader(new BaseExportingMetricReader(exported)));
        UseEveryInstrument(services);

        services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.That(exported.Bounds, Is.EqualTo(new[] { 0.1, 1, double.PositiveInfinity }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Traces_OfEachVerb_ArriveWithTheCall(bool isAdded)
    {
        List<string> exported = [];
        await using ServiceProvider services = Build(_ => { }, traces =>
        {
            if (isAdded)
                traces.AddAuthStrategiesInstrumentation();
            traces.AddProcessor(new SimpleActivityExportProcessor(new ActivityList(exported)));
        });
        TracerProvider provider = services.GetRequiredService<TracerProvider>();
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();

        string token = (await strategy.IssueAsync(new(new ClaimsIdentity([new("sub", "alice")], "password")))).Value;
        await strategy.AuthenticateAsync(token);
        await strategy.RefreshAsync(token);
        await strategy.RevokeAsync(token);
        provider.ForceFlush();

        Assert.That(exported.Distinct(), Is.EquivalentTo(isAdded
            ? new[] { "authstrategies.issue", "authstrategies.authenticate", "authstrategies.refresh", "authstrategies.revoke" }
            : []));
    }

    private static ServiceProvider Build(Action<MeterProviderBuilder> metrics, Action<TracerProviderBuilder>? traces = null)
    {
        ServiceCollection services = new();
        services.AddLogging().AddAuthStrategy().AddSession();
        services.AddOpenTelemetry().WithMetrics(metrics).WithTracing(traces ?? (_ => { }));
        return services.BuildServiceProvider();
    }

    // Each of them, without the story that leads to it: the other tests tell those.
    private static void UseEveryInstrument(IServiceProvider services)
    {
        _ = services.GetRequiredService<MeterProvider>();
        _ = services.GetRequiredService<SessionStoreClient>();
        AuthStrategiesMetrics instruments = services.GetRequiredService<AuthStrategiesMetrics>();
        foreach (object? instrument in typeof(AuthStrategiesMetrics).GetProperties().Select(property => property.GetValue(instruments)))
        {
            (instrument as Counter<long>)?.Add(1);
            (instrument as Histogram<double>)?.Record(0.003);
        }
    }

    [GeneratedRegex(@"^\| `(authstrategies\.[a-z_.]+)` \| (?:counter|histogram|gauge)", RegexOptions.Multiline)]
    private static partial Regex Instrument();

    private sealed class MetricList : BaseExporter<Metric>
    {
        public List<(string Name, string Unit)> Metrics { get; } = [];

        public List<double> Bounds { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                Metrics.Add((metric.Name, metric.Unit));
                if (metric.Name == AuthStrategiesTelemetry.StoreDuration)
                    Bounds.AddRange(BoundsOf(metric));
            }

            return ExportResult.Success;
        }

        private static List<double> BoundsOf(Metric metric)
        {
            List<double> bounds = [];
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                foreach (HistogramBucket bucket in point.GetHistogramBuckets())
                    bounds.Add(bucket.ExplicitBound);
            }

            return bounds;
        }
    }

    private sealed class ActivityList(List<string> names) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (Activity activity in batch)
                names.Add(activity.OperationName);
            return ExportResult.Success;
        }
    }
}
