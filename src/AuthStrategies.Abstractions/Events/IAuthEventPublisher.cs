namespace AuthStrategies;

/// <summary>
/// Gives an event to all sinks of the application. For packages and custom strategies that make events themselves; an application receives them
/// with an <see cref="IAuthEventSink"/>. A singleton of the container after <c>AddAuthStrategy</c>. Thread-safe.
/// </summary>
public interface IAuthEventPublisher
{
    /// <summary>Whether the application has a sink. Without one no event needs to be made.</summary>
    bool HasSinks { get; }

    /// <summary>Adds an event to the queue of each sink. It waits for no sink and throws nothing; an event that finds a full queue is lost and counted.</summary>
    /// <param name="authEvent">The event, without a credential, the value of a claim or an item.</param>
    /// <exception cref="ArgumentNullException"><paramref name="authEvent"/> is <see langword="null"/>.</exception>
    void Publish(AuthEvent authEvent);
}
