namespace AuthStrategies;

/// <summary>One near cache's side of <see cref="ISessionInvalidations"/>. Thread-safe.</summary>
/// <remarks>
/// Messages contain session ids and hashes of subjects, but no credentials and no claims. A message may be lost,
/// duplicated or late; a near cache is still never out of date for longer than its maximum staleness.
/// </remarks>
public interface ISessionInvalidationChannel : IDisposable
{
    /// <summary>
    /// The number of the current subscription: zero while messages may be lost, as far as the store knows, and a new
    /// number after each interruption. Every look-up reads it, so it must be very cheap and must not block.
    /// </summary>
    long Subscription { get; }

    /// <summary>Sends a message to all other channels. Does not wait and does not throw: a message that cannot be sent is lost.</summary>
    /// <param name="message">The message, at most a few dozen bytes. The caller does not change it after the call.</param>
    void Publish(ReadOnlyMemory<byte> message);
}
