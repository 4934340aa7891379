using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests;

/// <summary>Keeps every line that is logged, at every level, with its structured values and its exception.</summary>
internal sealed class CapturingLoggerProvider : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> OutputLines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        IEnumerable<string> values = (state as IEnumerable<KeyValuePair<string, object?>>)?.Select(pair => $"{pair.Key}={pair.Value}") ?? [];
        _lines.Enqueue($"[{eventId.Id}] {logLevel}: {formatter(state, exception)} | {string.Join("; ", values)} | {exception}");
    }

    public void Dispose()
    {
    }
}
