using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>Keeps every line, with everything a log sink would be given.</summary>
internal sealed class CapturingLogger : ILogger
{
    private readonly ConcurrentQueue<(EventId Id, string Text)> _lines = [];

    public IEnumerable<string> Texts => _lines.Select(line => line.Text);

    public int Count(int eventId) => _lines.Count(line => line.Id.Id == eventId);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
        _lines.Enqueue((eventId, $"{logLevel} {eventId} {formatter(state, exception)} {values} {exception}"));
    }
}
