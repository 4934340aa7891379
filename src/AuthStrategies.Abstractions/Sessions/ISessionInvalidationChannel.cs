namespace AuthStrategies;

/// <summary>One near cache's end of <see cref="ISessionInvalidations"/>. Thread-safe.</summary>
/// <remarks>
/// Messages hold session ids and hashes of subjects, no credentials and no claims. Any may be lost, doubled or late:
/// a near cache is out of date for no longer than its <c>StaleFor</c> all the same.
/// </remarks>
public interface ISessionInvalidationChannel : IDisposable
{
    /// <summary>
    /// Which subscription there is: zero while messages may be lost, as far as that can be known, and another number after
    /// each interruption. Read with each look-up, so it must cost next to nothing and wait for nothing.
    /// </summary>
    long Subscription { get; }

    /// <summary>Sends a message to all other channels. Waits for nothing and throws nothing: what cannot be sent is lost.</summary>
    /// <param name="message">The message, some dozens of bytes at the most; not changed afterwards.</param>
    void Publish(ReadOnlyMemory<byte> message);
}
