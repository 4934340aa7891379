using System.Diagnostics.Metrics;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>Adds up what one instrument measures, and keeps the tags.</summary>
internal sealed class Tally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<string> _tags = [];
    private long _sum;

    public Tally(params Instrument[] instruments)
    {
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(1, tags));
        foreach (Instrument instrument in instruments)
            _listener.EnableMeasurementEvents(instrument);
    }

    public long Sum => Interlocked.Read(ref _sum);

    public IReadOnlyList<string> Tags
    {
        get
        {
            lock (_lock)
                return [.. _tags];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            _sum += value;
            _tags.Add(string.Join(' ', tags.ToArray()));
        }
    }
}
