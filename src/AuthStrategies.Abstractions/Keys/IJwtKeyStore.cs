namespace AuthStrategies;

/// <summary>
/// Keeps the rotating keys of JWT strategies: one small document for each strategy, loaded and replaced as a whole. All
/// nodes of an application share one store. A thread-safe singleton that opens its own scopes and connections.
/// </summary>
/// <remarks>
/// <para>
/// The documents contain private keys: a reader of one can sign tokens, and a writer of one decides which tokens are accepted.
/// Keep them apart from sessions, from logs and from backups that others can read. A store interprets only the version.
/// </para>
/// <para>
/// Every failure of the backend is a <see cref="JwtKeyStoreException"/> with the original exception inside, never
/// an empty answer. A cancelled call takes effect completely or not at all and throws <see cref="OperationCanceledException"/>.
/// After a call has returned, every later call on any node sees its effect.
/// </para>
/// </remarks>
public interface IJwtKeyStore
{
    /// <summary>Loads the latest document of a strategy from the primary, never from a replica or a cache.</summary>
    /// <param name="strategy">The strategy's name; compared ordinally.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document, or <see langword="null"/> if none was ever saved.</returns>
    /// <exception cref="JwtKeyStoreException">The store cannot answer.</exception>
    ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken);

    /// <summary>Replaces a strategy's document by its next version, atomically, if no other node has replaced it first.</summary>
    /// <param name="strategy">The strategy's name; compared ordinally.</param>
    /// <param name="document">The next version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// <see langword="true"/> only if the stored version was <c>document.Version - 1</c>, or there was no document and this is
    /// version 1; otherwise <see langword="false"/>, with nothing changed.
    /// </returns>
    /// <exception cref="JwtKeyStoreException">The store cannot answer, or cannot be written.</exception>
    ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken);
}
