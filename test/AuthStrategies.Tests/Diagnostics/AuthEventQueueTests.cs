using AuthStrategies.Diagnostics;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>What a sink gets, and what happens if it does not take it.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed partial class AuthEventQueueTests
{
    private const int Capacity = 16;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _log = new();
    private readonly AuthStrategiesMetrics _metrics = new(factory: null);

    [Test]
    public async Task Add_EventsOfBothKinds_AreDeliveredInTheirOrderAndOneAtATime()
    {
        int running = 0;
        bool overlapped = false;
        RecordingEventSink recorder = new();
        AuthEventQueue queue = Queue(new StubSink(async authEvent =>
        {
            overlapped |= Interlocked.Increment(ref running) > 1;
            await Task.Yield();
            await recorder.WriteAsync(authEvent, CancellationToken.None);
            Interlocked.Decrement(ref running);
        }));
        AuthEvent[] sent = [.. Enumerable.Range(0, 10).Select(i => i % 3 == 0 ? (AuthEvent)Ended(i) : Rotated(i))];

        foreach (AuthEvent authEvent in sent)
            queue.Add(authEvent);
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(recorder.Events, Is.EqualTo(sent));
        Assert.That(overlapped, Is.False);
    }

    [Test]
    public async Task Add_Flood_DropsOthersAndNoEnd()
    {
        TaskCompletionSource open = new();
        RecordingEventSink recorder = new();
        AuthEventQueue queue = Queue(new StubSink(async authEvent =>
        {
            await open.Task;
            await recorder.WriteAsync(authEvent, CancellationToken.None);
        }));
        using Tally tally = new(_metrics.EventsLost);

        queue.Add(Rotated(0));
        await Until.TrueAsync(() => queue.IsEmpty);
        for (int i = 0; i < 1000; i++)
            queue.Add(Rotated(i));
        AuthEvent[] important = [Ended(1), Reused(), Key(), Suspicious()];
        foreach (AuthEvent authEvent in important)
            queue.Add(authEvent);
        open.SetResult();
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(recorder.Events, Has.Count.EqualTo(1 + Capacity + important.Length));
        Assert.That(recorder.Events.TakeLast(important.Length), Is.EqualTo(important));
        Assert.That(tally.Sum, Is.EqualTo(1000 - Capacity));
        Assert.That(tally.Tags, Has.All.Contain("stub").And.All.Contain("queue_full"));
        Assert.That(_log.Ids, Is.EqualTo([53]), "one line for the outage");
    }

    [Test]
    public async Task Add_SinkThatThrows_LosesThatEventAndIsLoggedOnceForTheOutage()
    {
        int calls = 0;
        RecordingEventSink recorder = new();
        AuthEventQueue queue = Queue(new StubSink(authEvent => ++calls <= 3 ? throw new InvalidOperationException("no table") : recorder.WriteAsync(authEvent, CancellationToken.None)));
        using Tally tally = new(_metrics.EventsLost);

        for (int i = 0; i < 3; i++)
            queue.Add(Rotated(i));
        await Until.TrueAsync(() => tally.Sum == 3);
        _time.Advance(TimeSpan.FromSeconds(6));
        queue.Add(Rotated(3));
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(recorder.Events, Has.Count.EqualTo(1));
        Assert.That(tally.Tags, Has.All.Contain("sink_failed"));
        Assert.That(_log.Ids, Is.EqualTo([52, 54]));
        Assert.That(_log.Text, Does.Contain("no table").And.Contain("stub").And.Contain("3 event(s)"));
    }

    [Test]
    public async Task Add_SinkThatCannotBeCreated_IsAFailureAndIsTriedAgain()
    {
        int calls = 0;
        RecordingEventSink recorder = new();
        AuthEventQueue queue = new(new("stub", null, _ => ++calls == 1 ? throw new InvalidOperationException("no constructor") : recorder), new NoServices(), Capacity, _time, _log, _metrics);

        queue.Add(Rotated(0));
        queue.Add(Rotated(1));
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(recorder.Events, Has.Count.EqualTo(1));
        Assert.That(_log.Ids, Does.Contain(52));
    }

    [Test]
    public async Task Stop_SinkThatNeverEnds_WaitsTheTimeAndCountsWhatIsLeft()
    {
        CancellationToken given = default;
        AuthEventQueue queue = Queue(new StubSink((_, token) =>
        {
            given = token;
            return new ValueTask(new TaskCompletionSource().Task);
        }));
        using Tally tally = new(_metrics.EventsLost);
        queue.Add(Rotated(0));
        await Until.TrueAsync(() => given.CanBeCanceled);
        queue.Add(Rotated(1));
        queue.Add(Ended(2));

        Task stop = queue.StopAsync(StopTimeout, CancellationToken.None);
        bool waited = !stop.IsCompleted;
        _time.Advance(StopTimeout);
        await stop;
        queue.Add(Ended(3));

        Assert.That(waited, Is.True);
        Assert.That(given.IsCancellationRequested, Is.True);
        Assert.That(tally.Sum, Is.EqualTo(3), "two were left, and one came later");
        Assert.That(tally.Tags, Has.All.Contain("stopped"));
    }

    [Test]
    public async Task Stop_HostThatWaitsNoLonger_EndsTheWait()
    {
        AuthEventQueue queue = Queue(new StubSink(_ => new ValueTask(new TaskCompletionSource().Task)));
        queue.Add(Rotated(0));
        using CancellationTokenSource host = new();

        Task stop = queue.StopAsync(StopTimeout, host.Token);
        await host.CancelAsync();
        await stop;

        Assert.That(stop.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Deliver_StateOfTheCallerThatAdds_IsNotPassedOn()
    {
        AsyncLocal<string?> ambient = new() { Value = "request" };
        string? seen = "nothing";
        AuthEventQueue queue = Queue(new StubSink(_ =>
        {
            seen = ambient.Value;
            return ValueTask.CompletedTask;
        }));

        queue.Add(Rotated(0));
        await queue.StopAsync(StopTimeout, CancellationToken.None);

        Assert.That(seen, Is.Null);
        Assert.That(ambient.Value, Is.EqualTo("request"));
    }

    private AuthEventQueue Queue(IAuthEventSink sink) => new(new("stub", null, _ => sink), new NoServices(), Capacity, _time, _log, _metrics);

    private static TokenRotatedEvent Rotated(int number) => new() { Strategy = "Web", Time = DateTimeOffset.UnixEpoch.AddSeconds(number) };

    private static SessionEndedEvent Ended(int number) =>
        new() { Strategy = "Web", Time = DateTimeOffset.UnixEpoch.AddSeconds(number), Reason = SessionEndReason.Administrator, EndedBy = SessionEndedBy.Administrator };

    private static TokenReusedEvent Reused() => new() { Strategy = "Web", Time = DateTimeOffset.UnixEpoch };

    private static TokenReplayedEvent Suspicious() => new() { Strategy = "Web", Time = DateTimeOffset.UnixEpoch, IsSuspicious = true };

    private static KeyChangedEvent Key() => new() { Strategy = "Web", Time = DateTimeOffset.UnixEpoch, KeyId = "k", Change = KeyChange.Removed };

    private sealed class StubSink(Func<AuthEvent, CancellationToken, ValueTask> write) : IAuthEventSink
    {
        public StubSink(Func<AuthEvent, ValueTask> write)
            : this((authEvent, _) => write(authEvent))
        {
        }

        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken) => write(authEvent, cancellationToken);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
