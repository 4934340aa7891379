namespace AuthStrategies;

/// <summary>
/// Lists, rotates and removes the rotating keys of one JWT strategy. Inject it with <c>[FromKeyedServices("name")]</c>, or
/// without a key for the JWT strategy that was added first. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>Each call loads the keys from the store. A change is in force on this node when the call returns, and on
/// every other node within <see cref="JwtKeyRotationOptions.PollInterval"/>.</para>
/// <para>Cancellation stops the wait; a change that has begun may still be made.</para>
/// </remarks>
public interface IJwtKeyRotation
{
    /// <summary>Lists the keys. Those of <see cref="JwtStrategyOptions.SigningKeys"/> and <see cref="JwtStrategyOptions.VerificationKeys"/> are not included.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The keys in the order in which they sign, each with its current state.</returns>
    /// <exception cref="JwtKeyStoreException">The key store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys do not rotate.</exception>
    ValueTask<IReadOnlyList<JwtKeyInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Announces the next key now instead of at its time, unless it is announced already. The key signs when its announcement
    /// period has ended. No token is refused because of this. If a key has leaked, use <see cref="RemoveKeyAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The key that signs next, with the time when it begins.</returns>
    /// <exception cref="JwtKeyStoreException">The key store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys do not rotate, or there are too many retired keys.</exception>
    ValueTask<JwtKeyInfo> RotateNowAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a key immediately, in any state: its tokens are refused from now on. If it was the active key, the announced key
    /// signs immediately. If there is none, a new key is created and signs immediately, also for others that still cache the
    /// published keys. If a key has leaked, remove every key of the same document.
    /// </summary>
    /// <param name="keyId">The key id; compared ordinally.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>
    /// Whether this call removed it. <see langword="false"/> if no rotating key has that id, because it never existed
    /// or was already removed. To remove a key of the options, change the options.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="keyId"/> is empty.</exception>
    /// <exception cref="JwtKeyStoreException">The key store did not answer: the key may still be in force.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys do not rotate.</exception>
    ValueTask<bool> RemoveKeyAsync(string keyId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives up all rotating keys and creates a new one that signs immediately: every token that was signed before is refused. It also
    /// works where the stored keys are missing, older than keys that were in use, damaged, or cannot be unprotected. It is the only way to
    /// continue without restoring them, and the answer to a key document that has leaked.
    /// </summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="JwtKeyStoreException">The key store did not answer: the keys may or may not have been replaced.</exception>
    /// <exception cref="InvalidOperationException">The strategy's keys do not rotate.</exception>
    ValueTask<JwtKeyInfo> ReplaceAllKeysAsync(CancellationToken cancellationToken = default);
}
