namespace AuthStrategies;

/// <summary>
/// Makes the nonces of DPoP proofs unforgeable (RFC 9449 §8). A nonce contains its own time, so no node has to remember it; all nodes must share the
/// key. A thread-safe singleton.
/// </summary>
/// <remarks>Without one, each process has a random key, and a nonce of one node is not current on another one: the client gets a new one there.</remarks>
public interface IDPoPNonceProtector
{
    /// <summary>Protects the content of a nonce, so that it cannot be changed or made by another party.</summary>
    /// <param name="content">8 bytes.</param>
    /// <returns>The content in protected form, at most 384 bytes.</returns>
    /// <exception cref="AuthUnavailableException">The key cannot be read now.</exception>
    byte[] Protect(byte[] content);

    /// <summary>Gets the content of a nonce back.</summary>
    /// <param name="nonce">Bytes that a client sent; they may be anything.</param>
    /// <returns>The content; <see langword="null"/> if <see cref="Protect"/> did not make these bytes, on this node or another one.</returns>
    /// <exception cref="AuthUnavailableException">The key cannot be read now.</exception>
    byte[]? Unprotect(byte[] nonce);
}
