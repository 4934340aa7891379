using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AuthStrategies.Diagnostics;

/// <summary>The instruments, created once per container from its meter factory (or from a separate meter if it has none).</summary>
internal sealed class AuthStrategiesMetrics : IDisposable
{
    public static readonly ActivitySource Activities = new(AuthStrategiesTelemetry.ActivitySourceName);

    // From a store in the same process to the time limit of a call. The buckets of OpenTelemetry are meant for milliseconds: every call would be in the first one.
    private static readonly InstrumentAdvice<double> StoreBuckets = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Meter? _own;
    private readonly Meter _meter;

    public AuthStrategiesMetrics(IMeterFactory? factory)
    {
#pragma warning disable CA2000 // The factory disposes its meters.
        Meter meter = _meter = factory?.Create(AuthStrategiesTelemetry.MeterName) ?? (_own = new Meter(AuthStrategiesTelemetry.MeterName));
#pragma warning restore CA2000
        Issued = meter.CreateCounter<long>(AuthStrategiesTelemetry.Issued, "{credential}", "Issued credentials; refreshes do not count.");
        Authenticated = meter.CreateCounter<long>(AuthStrategiesTelemetry.Authenticated, "{credential}", "Credentials authenticated, by outcome and reason.");
        Refreshed = meter.CreateCounter<long>(AuthStrategiesTelemetry.Refreshed, "{credential}", "Credentials refreshed, by outcome and reason.");
        Replayed = meter.CreateCounter<long>(AuthStrategiesTelemetry.Replayed, "{credential}", "Replaced tokens accepted without a new one.");
        Reused = meter.CreateCounter<long>(AuthStrategiesTelemetry.Reused, "{session}", "Sessions ended because a replaced credential was presented.");
        Rotated = meter.CreateCounter<long>(AuthStrategiesTelemetry.Rotated, "{token}", "Tokens replaced by a new one.");
        Branched = meter.CreateCounter<long>(AuthStrategiesTelemetry.Branched, "{session}", "Replaced tokens used late: a theft is suspected, and the session goes on.");
        Revoked = meter.CreateCounter<long>(AuthStrategiesTelemetry.Revoked, "{credential}", "Revocations, by outcome.");
        CredentialCacheLookups = meter.CreateCounter<long>(AuthStrategiesTelemetry.CredentialCacheLookups, "{lookup}", "Look-ups in the credential cache, by hit and miss.");
        NearCacheLookups = meter.CreateCounter<long>(AuthStrategiesTelemetry.NearCacheLookups, "{lookup}", "Look-ups in the near cache, by hit and miss.");
        StoreDuration = meter.CreateHistogram<double>(AuthStrategiesTelemetry.StoreDuration, "s", "Time the session store takes to answer.", tags: null, StoreBuckets);
        KeysRotated = meter.CreateCounter<long>(AuthStrategiesTelemetry.KeysRotated, "{key}", "Changes of the signing key, as this node sees them.");
        EventsLost = meter.CreateCounter<long>(AuthStrategiesTelemetry.EventsLost, "{event}", "Events that a sink was not given, or that it refused.");
        KeyStoreFailures = meter.CreateCounter<long>(AuthStrategiesTelemetry.KeyStoreFailures, "{call}", "Failed calls to the key store, by operation.");
    }

    public Counter<long> Issued { get; }

    public Counter<long> Authenticated { get; }

    public Counter<long> Refreshed { get; }

    public Counter<long> Replayed { get; }

    public Counter<long> Reused { get; }

    public Counter<long> Rotated { get; }

    public Counter<long> Branched { get; }

    public Counter<long> Revoked { get; }

    public Counter<long> CredentialCacheLookups { get; }

    public Counter<long> NearCacheLookups { get; }

    public Histogram<double> StoreDuration { get; }

    public Counter<long> KeysRotated { get; }

    public Counter<long> KeyStoreFailures { get; }

    public Counter<long> EventsLost { get; }

    public void EventLost(int count, string sink, string outcome) =>
        EventsLost.Add(count, new(AuthStrategiesTelemetry.SinkTag, sink), new(AuthStrategiesTelemetry.OutcomeTag, outcome));

    /// <summary>Adds the gauge of sessions. Called once per container, for a store that can tell the number without reading its records.</summary>
    public void ObserveSessions(Func<int> count) =>
        _meter.CreateObservableGauge(AuthStrategiesTelemetry.StoreSessions, () => (long)count(), "{session}", "Sessions in the in-memory store; expired ones count until they are removed.");

    public void Dispose() => _own?.Dispose();
}
