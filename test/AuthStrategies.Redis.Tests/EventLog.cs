using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Tests;

/// <summary>Keeps every event.</summary>
internal sealed class EventLog : ILoggerFactory, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _events = [];

    public IReadOnlyCollection<(int Id, LogLevel Level, string Text)> Events => _events;

    public IEnumerable<int> Ids => _events.Select(entry => entry.Id);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Enqueue((eventId.Id, logLevel, formatter(state, exception) + exception));

    public void Dispose()
    {
    }
}
