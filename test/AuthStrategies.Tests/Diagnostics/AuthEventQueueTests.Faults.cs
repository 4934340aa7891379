using System.Diagnostics.Metrics;
using AuthStrategies.Diagnostics;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>A log, a listener of the metrics, a clock or a cancelled sink that fails.</summary>
public sealed partial class AuthEventQueueTests
{
    [Test]
    public async Task Add_ReportOfALostEventThrows_TheNextEventIsDelivered([Values] Fault fault)
    {
        int calls = 0;
        RecordingEventSink recorder = new();
        using Faults faults = new(_metrics, fault);
        AuthEventQueue queue = Queue(new StubSink(authEvent => ++calls == 1 ? throw new IOException("sink") : recorder.WriteAsync(authEvent, CancellationToken.None)), faults);

        queue.Add(Rotated(0));
        await Until.TrueAsync(() => faults.Count == 1);
        queue.Add(Rotated(1));
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(recorder.Events, Is.EqualTo((AuthEvent[])[Rotated(1)]));
    }

    [Test]
    public async Task Add_ReportOfTheRecoveryThrows_TheNextEventIsDelivered()
    {
        int calls = 0;
        RecordingEventSink recorder = new();
        using Faults faults = new(_metrics, Fault.Log, eventId: 54);
        AuthEventQueue queue = Queue(new StubSink(authEvent => ++calls == 1 ? throw new IOException("sink") : recorder.WriteAsync(authEvent, CancellationToken.None)), faults);

        queue.Add(Rotated(0));
        await Until.TrueAsync(() => faults.Logged == 1);
        _time.Advance(TimeSpan.FromSeconds(6));
        queue.Add(Rotated(1));
        queue.Add(Rotated(2));
        await Until.TrueAsync(() => faults.Count == 1);
        queue.Add(Rotated(3));
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(recorder.Events, Is.EqualTo((AuthEvent[])[Rotated(1), Rotated(2), Rotated(3)]));
    }

    [Test]
    public async Task Add_QueueIsFullAndItsReportThrows_ThrowsNothing([Values] Fault fault)
    {
        TaskCompletionSource open = new();
        RecordingEventSink recorder = new();
        using Faults faults = new(_metrics, fault);
        AuthEventQueue queue = Queue(new StubSink(async authEvent =>
        {
            await open.Task;
            await recorder.WriteAsync(authEvent, CancellationToken.None);
        }), faults);
        queue.Add(Rotated(0));
        await Until.TrueAsync(() => queue.IsEmpty);
        for (int i = 0; i < Capacity; i++)
            queue.Add(Rotated(i));

        Assert.That(() => queue.Add(Rotated(Capacity)), Throws.Nothing);

        Assert.That(faults.Count, Is.EqualTo(1));
        open.SetResult();
        await queue.StopAsync(StopTimeout, CancellationToken.None);
        Assert.That(recorder.Events, Has.Count.EqualTo(1 + Capacity));
    }

    [Test]
    public async Task Stop_ReportOfWhatIsLeftThrows_CancelsTheSink([Values] Fault fault)
    {
        CancellationToken given = default;
        using Faults faults = new(_metrics, fault);
        AuthEventQueue queue = Queue(new StubSink((_, token) =>
        {
            given = token;
            return new ValueTask(new TaskCompletionSource().Task);
        }), faults);
        queue.Add(Rotated(0));
        await Until.TrueAsync(() => given.CanBeCanceled);
        queue.Add(Rotated(1));

        await EndAsync(queue.StopAsync(StopTimeout, CancellationToken.None));

        Assert.That(faults.Count, Is.EqualTo(1));
        Assert.That(given.IsCancellationRequested, Is.True);
    }

    [Test]
    public async Task Add_WorkerHasFailed_StartsAnotherOne()
    {
        int calls = 0;
        RecordingEventSink recorder = new();
        FailingTime time = new();
        AuthEventQueue queue = new(
            new("stub", null, _ => new StubSink(authEvent => ++calls == 1 ? throw new IOException("sink") : recorder.WriteAsync(authEvent, CancellationToken.None))),
            new NoServices(), Capacity, time, _log, _metrics);
        queue.Add(Rotated(0));
        await Until.TrueAsync(() => _log.Count(52) == 1);

        // The clock is read to tell whether the outage is over.
        time.FailOnce();
        queue.Add(Rotated(1));
        await Until.TrueAsync(() => time.HasFailed);
        // The worker that failed may still be about to say so.
        await Until.TrueAsync(() =>
        {
            queue.Add(Rotated(2));
            return recorder.Events.Count > 1;
        });

        Assert.That(recorder.Events[1], Is.EqualTo(Rotated(2)));
    }

    [Test]
    public async Task Stop_CancellationOfTheSinkBlocks_EndsWithTheTimeOrTheHost([Values] bool sinkHasDone, [Values] bool hostEndsIt)
    {
        using ManualResetEventSlim open = new();
        using CancellationTokenSource host = new();
        TaskCompletionSource registered = new();
        AuthEventQueue queue = Queue(new StubSink((_, token) =>
        {
            token.Register(() => open.Wait(CancellationToken.None));
            registered.SetResult();
            return sinkHasDone ? ValueTask.CompletedTask : new ValueTask(new TaskCompletionSource().Task);
        }));
        using Tally tally = new(_metrics.EventsLost);
        queue.Add(Rotated(0));
        await registered.Task;
        if (!sinkHasDone)
            queue.Add(Ended(1));

        Task stop = queue.StopAsync(StopTimeout, host.Token);
        bool waited = !stop.IsCompleted;
        if (hostEndsIt)
            await host.CancelAsync();
        await (hostEndsIt ? Until.TrueAsync(() => stop.IsCompleted) : EndAsync(stop));

        Assert.That(waited, Is.True);
        Assert.That(stop.IsCompletedSuccessfully, Is.True);
        Assert.That(tally.Sum, Is.EqualTo(sinkHasDone ? 0 : 1));
        Assert.That(_log.Count(53), Is.EqualTo(sinkHasDone ? 0 : 1));
        open.Set();
    }

    [Test]
    public async Task Stop_EventsAreLeft_IsReportedBeforeTheCancellation()
    {
        int reported = -1;
        TaskCompletionSource cancelled = new();
        AuthEventQueue queue = Queue(new StubSink((_, token) =>
        {
            token.Register(() =>
            {
                reported = _log.Count(53);
                cancelled.SetResult();
            });
            return new ValueTask(new TaskCompletionSource().Task);
        }));
        queue.Add(Rotated(0));
        await Until.TrueAsync(() => queue.IsEmpty);
        queue.Add(Rotated(1));

        await EndAsync(queue.StopAsync(StopTimeout, CancellationToken.None));
        await cancelled.Task;

        Assert.That(reported, Is.EqualTo(1));
    }

    private AuthEventQueue Queue(IAuthEventSink sink, ILogger logger) => new(new("stub", null, _ => sink), new NoServices(), Capacity, _time, logger, _metrics);

    /// <summary>Lets time pass until the call ends.</summary>
    private async Task EndAsync(Task stop)
    {
        await Until.TrueAsync(() =>
        {
            _time.Advance(StopTimeout);
            return stop.IsCompleted;
        });
        await stop;
    }

    /// <summary>What throws.</summary>
    public enum Fault
    {
        /// <summary>The log.</summary>
        Log,

        /// <summary>A listener of the metrics.</summary>
        Metric,
    }

    /// <summary>A log or a listener that throws once.</summary>
    private sealed class Faults : ILogger, IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Fault _fault;
        private readonly int? _eventId;
        private int _count;
        private int _logged;

        public Faults(AuthStrategiesMetrics metrics, Fault fault, int? eventId = null)
        {
            (_fault, _eventId) = (fault, eventId);
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw(Fault.Metric));
            _listener.EnableMeasurementEvents(metrics.EventsLost);
        }

        public int Count => Volatile.Read(ref _count);

        public int Logged => Volatile.Read(ref _logged);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (_eventId is null || _eventId == eventId.Id)
                Throw(Fault.Log);
            Interlocked.Increment(ref _logged);
        }

        public void Dispose() => _listener.Dispose();

        private void Throw(Fault fault)
        {
            if (fault == _fault && Interlocked.CompareExchange(ref _count, 1, 0) == 0)
                throw new InvalidOperationException("no place");
        }
    }

    private sealed class FailingTime : FakeTimeProvider
    {
        private int _fails;

        public bool HasFailed => Volatile.Read(ref _fails) == 2;

        public void FailOnce() => Volatile.Write(ref _fails, 1);

        public override long GetTimestamp() =>
            Interlocked.CompareExchange(ref _fails, 2, 1) == 1 ? throw new InvalidOperationException("no clock") : base.GetTimestamp();
    }
}
