using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>
/// The events that wait for one sink, and the worker that gives them to it, one at a time. The worker runs only while there are events.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Ends, suspected thefts and events of keys wait apart from all others, so that a flood of those does not drop them. The number of an event
/// keeps the order over both.
/// </remarks>
#pragma warning disable CA1001 // A source without a timer keeps nothing that must be disposed of, and the worker may still use it.
internal sealed class AuthEventQueue(AuthEventSinkRegistration registration, IServiceProvider services, int capacity, TimeProvider time, ILogger logger, AuthStrategiesMetrics metrics)
#pragma warning restore CA1001
{
    private const int SinkFailed = 0;
    private const int QueueFull = 1;

    private readonly Lock _sync = new();
    private readonly Queue<(long Number, AuthEvent Event)> _important = new();
    private readonly Queue<(long Number, AuthEvent Event)> _others = new();
    private readonly OutageCount _outage = new(time);
    private readonly CancellationTokenSource _stop = new();
    private IAuthEventSink? _sink;
    private Task _worker = Task.CompletedTask;
    private long _next;
    private long _lost;
    // How many events the sink has taken and not flushed. Only the worker knows it.
    private int _unflushed;
    private bool _isRunning;
    private bool _hasStopped;

    /// <summary>Whether no event waits. The sink may still be at work on the last one.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_sync)
                return _important.Count + _others.Count == 0;
        }
    }

    /// <summary>The name of the sink.</summary>
    public string Sink => registration.Name;

    /// <summary>How many events were lost since the process started.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Whether events were lost, and the sink has not worked again for some seconds.</summary>
    public bool IsLosing => _outage.IsActive;

    /// <summary>Adds an event, or drops it if too many wait. It waits for nothing and throws nothing.</summary>
    public void Add(AuthEvent authEvent)
    {
        if (!TryAdd(authEvent, out bool hasStopped))
            Lost(1, hasStopped ? "stopped" : "queue_full", QueueFull, null);
    }

    /// <summary>
    /// Waits until the sink has taken all events; then, or when the time has passed, it is given no more and its call is cancelled. Both
    /// together wait no longer than the time.
    /// </summary>
    public async Task StopAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        Task worker;
        lock (_sync)
            worker = _worker;
        await worker.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        int left;
        lock (_sync)
        {
            _hasStopped = true;
            left = _important.Count + _others.Count;
            _important.Clear();
            _others.Clear();
        }

        // Before the cancellation, which runs the sink's code and may not come back.
        if (left > 0)
            Stopped(left);
        TimeSpan rest = timeout - time.GetElapsedTime(start);
        await _stop.CancelAsync().WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool TryAdd(AuthEvent authEvent, out bool hasStopped)
    {
        lock (_sync)
        {
            hasStopped = _hasStopped;
            Queue<(long, AuthEvent)> queue = IsImportant(authEvent) ? _important : _others;
            if (hasStopped || queue.Count >= capacity)
                return false;

            queue.Enqueue((_next++, authEvent));
            if (!_isRunning)
                Start();
            return true;
        }
    }

    private void Start()
    {
        // The worker must not belong to the operation, the trace or the user of the request that starts it.
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _worker = Task.Run(DeliverAsync);
        _isRunning = true;
    }

    private async Task DeliverAsync()
    {
        try
        {
            while (true)
            {
                if (_unflushed < IAuthEventSink.FlushEvery && TryTake(out AuthEvent? authEvent))
                    await DeliverAsync(authEvent).ConfigureAwait(false);
                else if (_unflushed > 0)
                    await FlushAsync().ConfigureAwait(false);
                else if (TryEnd())
                    return;
            }
        }
        catch
        {
            // The next event starts another worker, which delivers what waits.
            lock (_sync)
                _isRunning = false;
            throw;
        }
    }

    private async Task DeliverAsync(AuthEvent authEvent)
    {
        try
        {
            _sink ??= registration.Create(services);
            await _sink.WriteAsync(authEvent, _stop.Token).ConfigureAwait(false);
            _unflushed++;
        }
#pragma warning disable CA1031 // A sink is the application's code and may throw anything; the next event is delivered.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Lost(1, "sink_failed", SinkFailed, exception);
        }
    }

    private async Task FlushAsync()
    {
        int count = _unflushed;
        _unflushed = 0;
        try
        {
            await _sink!.FlushAsync(_stop.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Lost(count, "sink_failed", SinkFailed, exception);
            return;
        }

        // Not before: what a sink collects is not written yet.
        if (_outage.Succeeded(out long failures, out TimeSpan duration))
            Recovered(failures, duration);
    }

    private bool TryTake([NotNullWhen(true)] out AuthEvent? authEvent)
    {
        lock (_sync)
        {
            Queue<(long Number, AuthEvent Event)> queue = IsImportantFirst() ? _important : _others;
            bool isTaken = queue.TryDequeue(out (long, AuthEvent Event) next);
            authEvent = next.Event;
            return isTaken;
        }
    }

    private bool TryEnd()
    {
        lock (_sync)
            return !(_isRunning = _important.Count + _others.Count > 0);
    }

    private bool IsImportantFirst() =>
        _important.TryPeek(out (long Number, AuthEvent) important) && (!_others.TryPeek(out (long Number, AuthEvent) other) || important.Number < other.Number);

    private void Lost(int count, string outcome, int kind, Exception? exception)
    {
        Interlocked.Add(ref _lost, count);
        Report(() => metrics.EventLost(count, registration.Name, outcome));
        Report(() => LogLost(count, kind, exception));
    }

    private void LogLost(int count, int kind, Exception? exception)
    {
        if (!_outage.Failed(kind, count))
            return;

        if (kind == QueueFull)
            Log.EventsLost(logger, registration.Name, capacity);
        else
            Log.EventSinkFailed(logger, exception, registration.Name);
    }

    private void Stopped(int left)
    {
        Interlocked.Add(ref _lost, left);
        Report(() => metrics.EventLost(left, registration.Name, "stopped"));
        Report(() => Log.EventsLost(logger, registration.Name, left));
    }

    private void Recovered(long count, TimeSpan duration) => Report(() => Log.EventSinkRecovered(logger, registration.Name, count, duration));

    // A logger or a listener of the metrics that throws must fail no login, and must not end the worker.
    private static void Report(Action report)
    {
        try
        {
            report();
        }
#pragma warning disable CA1031 // They are the application's code and may throw anything; there is no other place to report it to.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }

    private static bool IsImportant(AuthEvent authEvent) =>
        authEvent is SessionEndedEvent or TokenReusedEvent or KeyChangedEvent or TokenReplayedEvent { IsSuspicious: true };
}
