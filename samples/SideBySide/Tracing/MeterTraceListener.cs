using System.Diagnostics.Metrics;
using AuthStrategies;

namespace SideBySide.Tracing;

/// <summary>Listens to the library's own counters, and adds what they say to the trace of the request that runs.</summary>
internal sealed class MeterTraceListener(IMeterFactory meters, IHttpContextAccessor current) : IDisposable
{
    private static readonly string[] Verbs =
    [
        AuthStrategiesTelemetry.Issued, AuthStrategiesTelemetry.Authenticated, AuthStrategiesTelemetry.Refreshed,
        AuthStrategiesTelemetry.Replayed, AuthStrategiesTelemetry.Rotated, AuthStrategiesTelemetry.Branched, AuthStrategiesTelemetry.Reused,
        AuthStrategiesTelemetry.Revoked,
    ];

    private readonly MeterListener _listener = new();

    public void Start()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && Verbs.Contains(instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument.Name, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void Note(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags) => current.HttpContext?.Features.Get<RequestTrace>()?.StrategyCalls.Add(new(
        name[(name.LastIndexOf('.') + 1)..],
        Find(tags, AuthStrategiesTelemetry.StrategyTag),
        Find(tags, AuthStrategiesTelemetry.OutcomeTag),
        NameOf(Find(tags, AuthStrategiesTelemetry.ReasonTag))));

    /// <summary>The name of the reason in code for its name in telemetry: unknown_session becomes UnknownSession.</summary>
    private static string? NameOf(string? reason) =>
        reason is null ? null : string.Concat(reason.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == key)
                return tag.Value?.ToString();
        }

        return null;
    }
}
