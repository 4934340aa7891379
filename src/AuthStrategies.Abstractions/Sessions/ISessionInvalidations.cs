namespace AuthStrategies;

/// <summary>
/// Lets the near caches of all nodes of one application tell each other which sessions were changed or ended. A session store
/// whose backend can transport messages has this ability. Thread-safe.
/// </summary>
public interface ISessionInvalidations
{
    /// <summary>Opens a channel and starts to listen in the background; a failed attempt is repeated. Does not wait.</summary>
    /// <param name="receive">
    /// Called with each message that another channel of the application sends, by any thread and concurrently. It must be fast and
    /// must not throw. A message that this release cannot read is passed as an empty one.
    /// </param>
    /// <returns>The channel; dispose it to stop listening.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="receive"/> is <see langword="null"/>.</exception>
    ISessionInvalidationChannel Open(Action<ReadOnlyMemory<byte>> receive);
}
