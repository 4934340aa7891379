namespace AuthStrategies;

/// <summary>
/// Keeps the rotating keys of JWT strategies: one small document for each strategy, loaded whole and replaced whole. All
/// nodes of an application share one store. A thread-safe singleton that opens its own scopes and connections.
/// </summary>
/// <remarks>
/// <para>
/// The documents hold private keys: whoever reads one can sign tokens, and whoever writes one decides what is accepted. Keep
/// them away from sessions, from logs and from backups that others read. A store interprets nothing but the version.
/// </para>
/// <para>
/// Trouble of the backend, of whatever kind, is a <see cref="JwtKeyStoreException"/> with the original inside; it is never
/// an empty answer. A cancelled call takes effect whole or not at all and throws <see cref="OperationCanceledException"/>.
/// Once an answer was given, every later call on any node sees its effect.
/// </para>
/// </remarks>
public interface IJwtKeyStore
{
    /// <summary>Loads the latest document of a strategy, from the primary copy and never from a cache.</summary>
    /// <param name="strategy">The strategy's name; compared ordinally.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document, or <see langword="null"/> when there has never been one.</returns>
    /// <exception cref="JwtKeyStoreException">The store cannot answer.</exception>
    ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken);

    /// <summary>Replaces a strategy's document by its next version, atomically, if nobody else has done so meanwhile.</summary>
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
