namespace AuthStrategies;

/// <summary>
/// Lets the near caches of all nodes of one application tell each other which sessions have changed or ended. A session store
/// whose backend can carry messages implements it too. Thread-safe.
/// </summary>
public interface ISessionInvalidations
{
    /// <summary>Opens a channel and begins to listen, in the background and again and again as long as that fails. Waits for nothing.</summary>
    /// <param name="receive">
    /// Called with each message that any other channel of the application sends: by any thread, several at the same time. It is quick and
    /// throws nothing. A message that this release cannot tell apart is handed over empty.
    /// </param>
    /// <returns>The channel; disposing of it ends the listening.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="receive"/> is <see langword="null"/>.</exception>
    ISessionInvalidationChannel Open(Action<ReadOnlyMemory<byte>> receive);
}
