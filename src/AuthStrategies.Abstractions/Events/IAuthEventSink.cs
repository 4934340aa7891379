namespace AuthStrategies;

/// <summary>
/// Receives the events of all strategies of the application, for example to write them to a table or to a log. Registered with
/// <c>services.AddAuthEventSink&lt;T&gt;()</c>; several are allowed.
/// </summary>
/// <remarks>
/// <para>
/// A sink is a singleton. It is called outside of the requests, for one event at a time, in the order in which the events of a session
/// happened on this node. Each sink has its own queue, so a slow one does not delay the others. Each event is given at most once: when a queue is full,
/// or a sink throws, the event is lost, which is counted (<c>authstrategies.events.lost</c>) and logged once for each outage. No sink changes the
/// outcome of a login or of a request.
/// </para>
/// <para>A sink may use strategies and <see cref="ISessionDirectory"/>. What it does there makes further events.</para>
/// </remarks>
public interface IAuthEventSink
{
    /// <summary>After how many events <see cref="FlushAsync"/> is called, although further ones wait: 256.</summary>
    const int FlushEvery = 256;

    /// <summary>Takes one event. What it throws is logged, and the next event follows; the call is not repeated.</summary>
    /// <param name="authEvent">
    /// The event, one of the sealed types that derive from <see cref="AuthEvent"/>. New types may be added, so a <c>switch</c> needs a default.
    /// </param>
    /// <param name="cancellationToken">Is cancelled when the host stops and the time for the remaining events has passed.</param>
    /// <returns>When it completes, the sink is given the next event.</returns>
    ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken);

    /// <summary>
    /// Writes what <see cref="WriteAsync"/> has collected, for a sink that writes several events together, for example in one transaction. Called when
    /// no further event waits, after at most <see cref="FlushEvery"/> events, and so also before the host has stopped; never while
    /// <see cref="WriteAsync"/> runs. The default does nothing.
    /// </summary>
    /// <remarks>
    /// If it throws, all events since the last flush count as lost, except those whose <see cref="WriteAsync"/> threw. The call is not repeated: a
    /// sink that keeps what it did not write must limit it.
    /// </remarks>
    /// <param name="cancellationToken">Is cancelled when the host stops and the time for the remaining events has passed.</param>
    /// <returns>When it completes, the sink is given the next event.</returns>
    ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
