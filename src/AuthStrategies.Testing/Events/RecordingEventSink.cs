namespace AuthStrategies.Testing;

/// <summary>
/// Keeps every event for a test. Add it with <c>services.AddAuthEventSink("test", _ =&gt; sink)</c>. Events are delivered outside of the calls that cause
/// them, so wait for one with <see cref="FirstAsync{TEvent}"/> before <see cref="Events"/> is compared. Thread-safe.
/// </summary>
public sealed class RecordingEventSink : IAuthEventSink
{
    private readonly Lock _sync = new();
    private readonly List<AuthEvent> _events = [];
    private TaskCompletionSource _next = NewSource();

    /// <summary>The events until now, in the order of their delivery. A copy.</summary>
    public IReadOnlyList<AuthEvent> Events
    {
        get
        {
            lock (_sync)
                return [.. _events];
        }
    }

    /// <inheritdoc />
    public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiting;
        lock (_sync)
        {
            _events.Add(authEvent);
            (waiting, _next) = (_next, NewSource());
        }

        waiting.SetResult();
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until there is an event of a type, also one that was delivered before.</summary>
    /// <typeparam name="TEvent">The type.</typeparam>
    /// <param name="condition">Which event of the type; <see langword="null"/> for any.</param>
    /// <param name="cancellationToken">Ends the wait. Give one with a time-out, or a test whose event never comes does not end.</param>
    /// <returns>The first such event.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<TEvent> FirstAsync<TEvent>(Func<TEvent, bool>? condition, CancellationToken cancellationToken)
        where TEvent : AuthEvent
    {
        while (true)
        {
            Task next;
            lock (_sync)
            {
                if (_events.OfType<TEvent>().FirstOrDefault(found => condition is null || condition(found)) is { } first)
                    return first;
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
