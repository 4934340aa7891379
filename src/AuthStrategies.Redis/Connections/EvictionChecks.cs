using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>One <see cref="EvictionCheck"/>, for the connection that is in use. Thread-safe.</summary>
internal sealed class EvictionChecks(ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private IConnectionMultiplexer? _checked;
    private EvictionCheck? _check;
    private bool _disposed;

    public void Check(IConnectionMultiplexer multiplexer)
    {
        lock (_lock)
        {
            if (_disposed || ReferenceEquals(_checked, multiplexer))
                return;
            _check?.Dispose();
            _checked = multiplexer;
            _check = new(multiplexer, logger);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _check?.Dispose();
            _check = null;
        }
    }
}
