using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Support;

/// <summary>Keeps every event that is logged from a level on, with its structured values and its exception.</summary>
public sealed class LogCapture : ILoggerFactory, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<LogEntry> _entries = [];
    private readonly LogLevel _level;
    private readonly Writer _uncategorized;

    /// <summary>Creates an empty capture.</summary>
    public LogCapture(LogLevel level = LogLevel.Trace)
    {
        _level = level;
        _uncategorized = new(string.Empty, level, _entries);
    }

    /// <summary>All events, in order.</summary>
    public IReadOnlyCollection<LogEntry> Entries => _entries;

    /// <summary>The numbers of all events, in order.</summary>
    public IEnumerable<int> Ids => _entries.Select(entry => entry.Id);

    /// <summary>All events, each as <c>[id] level: text | values</c>.</summary>
    public IReadOnlyList<string> Lines => [.. _entries.Select(entry => $"[{entry.Id}] {entry.Level}: {entry.Text} | {entry.Values}")];

    /// <summary>All events as one text, each as <c>level category: text</c>.</summary>
    public string Text => string.Join('\n', _entries.Select(entry => $"{entry.Level} {entry.Category}: {entry.Text}"));

    /// <summary>How often an event was logged.</summary>
    public int Count(int id) => Ids.Count(logged => logged == id);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, _level, _entries);

    /// <inheritdoc />
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel >= _level;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _uncategorized.Log(logLevel, eventId, state, exception, formatter);

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private sealed class Writer(string category, LogLevel level, ConcurrentQueue<LogEntry> entries) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            string text = formatter(state, exception) + (exception is null ? string.Empty : $" {exception}");
            IEnumerable<string> values = (state as IEnumerable<KeyValuePair<string, object?>>)?.Select(pair => $"{pair.Key}={pair.Value}") ?? [];
            entries.Enqueue(new(category, eventId.Id, logLevel, text, string.Join("; ", values)));
        }
    }
}
