using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>Gives events to every sink of the application. Thread-safe.</summary>
internal sealed class AuthEventDelivery : IAuthEventPublisher
{
    private readonly AuthEventQueue[] _queues;
    private readonly AuthEventOptions _options;

    public AuthEventDelivery(
        IEnumerable<AuthEventSinkRegistration> sinks, IServiceProvider services, AuthEventOptions options, TimeProvider time, ILogger logger, AuthStrategiesMetrics metrics)
    {
        Time = time;
        _options = options;
        _queues = [.. sinks.Select(sink => new AuthEventQueue(sink, services, options.QueueSize, time, logger, metrics))];
    }

    public TimeProvider Time { get; }

    /// <summary>Every how many accepted credentials make an event; 0 for none.</summary>
    public int AuthenticatedEvery => _options.AuthenticatedEvery;

    /// <summary>This; <see langword="null"/> if there is no sink, so that nothing is done for events.</summary>
    public AuthEventDelivery? OrNull => _queues.Length > 0 ? this : null;

    public bool HasSinks => _queues.Length > 0;

    /// <summary>The queues of the sinks.</summary>
    public IReadOnlyList<AuthEventQueue> Queues => _queues;

    public void Publish(AuthEvent authEvent)
    {
        ArgumentNullException.ThrowIfNull(authEvent);
        foreach (AuthEventQueue queue in _queues)
            queue.Add(authEvent);
    }

    /// <summary>Waits until the sinks have taken what is waiting, for a bounded time.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_queues.Select(queue => queue.StopAsync(_options.StopTimeout, cancellationToken)));
}
