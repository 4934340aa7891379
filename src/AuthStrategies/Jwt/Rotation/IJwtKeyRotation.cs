namespace AuthStrategies;

/// <summary>
/// What an operator does with the rotating keys of one JWT strategy. Inject it with <c>[FromKeyedServices("name")]</c>, or
/// without a key for the JWT strategy that was added first. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>Each call works on the keys as the store has them now. A change is in force on this node when the call returns, and on
/// every other within <see cref="JwtKeyRotationOptions.PollInterval"/>.</para>
/// <para>Cancelling stops the waiting; a change that is under way may still happen.</para>
/// </remarks>
public interface IJwtKeyRotation
{
    /// <summary>Lists the keys. Those of <see cref="JwtStrategyOptions.SigningKeys"/> and <see cref="JwtStrategyOptions.VerificationKeys"/> are not among them.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The keys in the order in which they sign, each with its state at this moment.</returns>
    /// <exception cref="JwtKeyStoreException">The key store cannot answer.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys don't rotate.</exception>
    ValueTask<IReadOnlyList<JwtKeyInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins a rotation now instead of at its time: the next key is announced, unless it is already, and signs as soon as it
    /// has been announced long enough. Nobody's token is refused because of it. Against a leaked key use
    /// <see cref="RemoveKeyAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The key that signs next, and from when on.</returns>
    /// <exception cref="JwtKeyStoreException">The key store cannot answer.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys don't rotate, or so many are retiring that there is no room for another.</exception>
    ValueTask<JwtKeyInfo> RotateNowAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a key at once, whatever its state: its tokens are refused from now on. If it was the active one, the announced
    /// key takes over at once; if there is none, a new one is made and signs at once, because safety beats the time others
    /// cache keys for. Whoever removes a key because it has leaked removes every key of the same document.
    /// </summary>
    /// <param name="keyId">The key's name; compared ordinally.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>
    /// Whether this call removed it. <see langword="false"/> when there is no rotating key of that name, already gone or never
    /// there; a key from the options is removed by taking it out of the options.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="keyId"/> is empty.</exception>
    /// <exception cref="JwtKeyStoreException">The key store cannot answer: the key may still be in force.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys don't rotate.</exception>
    ValueTask<bool> RemoveKeyAsync(string keyId, CancellationToken cancellationToken = default);
}
