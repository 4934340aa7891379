using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Keeps every line and every field of it, at every level.</summary>
internal sealed class CapturingLogger(LogLevel level = LogLevel.Trace) : ILogger
{
    public ConcurrentQueue<string> OutputLines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        OutputLines.Enqueue(formatter(state, exception));
        if (state is IEnumerable<KeyValuePair<string, object?>> fields)
        {
            foreach ((string name, object? value) in fields)
                OutputLines.Enqueue($"{name}={value}");
        }

        if (exception is not null)
            OutputLines.Enqueue(exception.ToString());
    }
}
