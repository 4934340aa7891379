using AuthStrategies.Diagnostics;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>A sink that collects events and writes them together.</summary>
public sealed partial class AuthEventQueueTests
{
    [TestCase(1, new[] { 1 })]
    [TestCase(3, new[] { 3 })]
    [TestCase(256, new[] { 256 })]
    [TestCase(257, new[] { 256, 1 })]
    [TestCase(600, new[] { 256, 256, 88 })]
    public async Task Flush_EventsThatWaitTogether_AreWrittenInBatchesBeforeTheHostHasStopped(int events, int[] batches)
    {
        BatchSink sink = new();
        AuthEventQueue queue = Queue(sink, capacity: 1000);

        await AddTogetherAsync(queue, sink, events);
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(sink.Batches.Select(batch => batch.Length), Is.EqualTo(batches));
        Assert.That(sink.Batches.SelectMany(batch => batch), Is.EqualTo(Enumerable.Range(0, events).Select(Rotated)));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(300)]
    public async Task Flush_Throws_EveryEventOfTheBatchCountsAndTheOutageIsOneLine(int events)
    {
        BatchSink sink = new() { FailedFlushes = 2 };
        AuthEventQueue queue = Queue(sink, capacity: 1000);
        using Tally tally = new(_metrics.EventsLost);

        await AddTogetherAsync(queue, sink, events);
        await Until.TrueAsync(() => tally.Sum == events);
        int written = sink.Batches.Count;
        sink.FailedFlushes = 0;
        _time.Advance(TimeSpan.FromSeconds(6));
        queue.Add(Ended(1));
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(written, Is.Zero);
        Assert.That(sink.Batches.Single(), Is.EqualTo((AuthEvent[])[Ended(1)]));
        Assert.That(tally.Sum, Is.EqualTo(events));
        Assert.That(tally.Tags, Has.All.Contain("sink_failed"));
        Assert.That(_log.Ids, Is.EqualTo([52, 54]), "one line for the outage, although events are taken in between");
        Assert.That(_log.Text, Does.Contain($"{events} event(s)"));
    }

    [Test]
    public async Task Flush_SomeWritesThrowToo_NoEventCountsTwice()
    {
        BatchSink sink = new() { FailedFlushes = 1, Refuses = authEvent => authEvent is SessionEndedEvent };
        AuthEventQueue queue = Queue(sink, capacity: 1000);
        using Tally tally = new(_metrics.EventsLost);
        await using (await sink.HoldAsync(queue))
        {
            queue.Add(Rotated(1));
            queue.Add(Ended(2));
            queue.Add(Rotated(3));
        }

        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(tally.Sum, Is.EqualTo(4), "the one that held the sink, two of the batch, and the one that was not taken");
    }

    [Test]
    public async Task Stop_FlushNeverEnds_IsCancelledAndItsEventsCount()
    {
        BatchSink sink = new() { BlocksFlush = true };
        AuthEventQueue queue = Queue(sink, capacity: 1000);
        using Tally tally = new(_metrics.EventsLost);
        queue.Add(Rotated(0));
        await sink.Flushing;

        await EndAsync(queue.StopAsync(StopTimeout, CancellationToken.None));

        await Until.TrueAsync(() => tally.Sum == 1);
        Assert.That(sink.Batches, Is.Empty);
    }

    private AuthEventQueue Queue(IAuthEventSink sink, int capacity) => new(new("stub", null, _ => sink), new NoServices(), capacity, _time, _log, _metrics);

    /// <summary>Adds events while the sink is held at the first one, so that the others wait together.</summary>
    private static async Task AddTogetherAsync(AuthEventQueue queue, BatchSink sink, int events)
    {
        await using (await sink.HoldAsync(queue))
        {
            for (int i = 1; i < events; i++)
                queue.Add(Rotated(i));
        }
    }

    private sealed class BatchSink : IAuthEventSink
    {
        private readonly List<AuthEvent> _batch = [];
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _flushing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<AuthEvent[]> Batches { get; } = [];

        public int FailedFlushes { get; set; }

        public bool BlocksFlush { get; init; }

        public Func<AuthEvent, bool> Refuses { get; init; } = _ => false;

        public Task Flushing => _flushing.Task;

        /// <summary>Adds the first event and keeps the sink at it until the result is disposed of.</summary>
        public async Task<IAsyncDisposable> HoldAsync(AuthEventQueue queue)
        {
            queue.Add(Rotated(0));
            await _first.Task;
            return new Opening(_open);
        }

        public async ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            _first.TrySetResult();
            if (!BlocksFlush)
                await _open.Task;
            if (Refuses(authEvent))
                throw new IOException("not this one");
            _batch.Add(authEvent);
        }

        public async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            _flushing.TrySetResult();
            if (BlocksFlush)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            AuthEvent[] batch = [.. _batch];
            _batch.Clear();
            if (FailedFlushes-- > 0)
                throw new IOException("no table");
            Batches.Add(batch);
        }

        private sealed class Opening(TaskCompletionSource open) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                open.TrySetResult();
                return ValueTask.CompletedTask;
            }
        }
    }
}
