namespace AuthStrategies;

/// <summary>
/// Protects the private keys of JWT strategies before they are stored, so that a copy of the store's content shows none of them, and a
/// writer of the store cannot add a key. A thread-safe singleton, the same on all nodes.
/// </summary>
/// <remarks>
/// <para>
/// Protection must be authenticated: <see cref="UnprotectAsync"/> throws for bytes that <see cref="ProtectAsync"/> did not return for the same
/// key id, or that were changed. It must never return other bytes.
/// </para>
/// <para>Every exception counts as "cannot tell": the keys known stay in use, and no new key is created. No message contains key material.</para>
/// </remarks>
public interface IJwtKeyProtector
{
    /// <summary>Protects a private key. Called for each key whenever the keys change.</summary>
    /// <param name="keyId">The public id of the key, to which the result is bound.</param>
    /// <param name="privateKey">The private key; do not keep it, because the caller clears it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The protected key, 1 to 8,192 bytes.</returns>
    /// <exception cref="JwtKeyStoreException">The key cannot be protected now.</exception>
    ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken);

    /// <summary>Gets a private key back. Called when a node sees a key for the first time.</summary>
    /// <param name="keyId">The public id of the key.</param>
    /// <param name="protectedKey">What <see cref="ProtectAsync"/> returned, on this node or another one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The private key, in memory of the caller's own: the caller clears it.</returns>
    /// <exception cref="JwtKeyStoreException">The key cannot be read: the protection keys are lost, or the bytes were changed.</exception>
    ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken);
}
