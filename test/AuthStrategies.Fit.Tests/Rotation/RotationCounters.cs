using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Adds up the library's counters in one application.</summary>
internal sealed class RotationCounters : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public RotationCounters(IServiceProvider services)
    {
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == AuthStrategiesTelemetry.MeterName && instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
    }

    /// <summary>Tokens replaced by a new one, by a response or a refresh.</summary>
    public long Rotated => Of(AuthStrategiesTelemetry.Rotated);

    /// <summary>Replaced tokens accepted without a new one.</summary>
    public long Replayed => Of(AuthStrategiesTelemetry.Replayed);

    public long Branched => Of(AuthStrategiesTelemetry.Branched);

    /// <summary>Sessions that the rules ended.</summary>
    public long Reused => Of(AuthStrategiesTelemetry.Reused);

    /// <summary>What an honest browser must never raise: branches and ends.</summary>
    public (long Branched, long Reused) Suspicions => (Branched, Reused);

    public void Dispose() => _listener.Dispose();

    private long Of(string name) => _sums.GetValueOrDefault(name);
}
