namespace AuthStrategies;

/// <summary>
/// Keeps session records: the contract between a strategy and whatever holds its sessions. A thread-safe singleton that
/// opens its own scopes and connections.
/// </summary>
/// <remarks>
/// <para>
/// A store knows no claims and no secrets, and does not decide what has expired: it may clean a record up when its
/// <see cref="SessionRecord.ExpiresAt"/> has passed, whenever it likes, never earlier, and hands out whatever is still there.
/// </para>
/// <para>
/// A record that has been removed stays removed: nothing but <see cref="TryCreateAsync"/> ever makes a record appear.
/// A record is never missing from its subject's list as long as it can be found, races included.
/// </para>
/// <para>
/// Trouble of the backend, of whatever kind, is a <see cref="SessionStoreException"/> with the original inside; it is
/// never an empty answer. A cancelled call takes effect whole or not at all and throws
/// <see cref="OperationCanceledException"/>. Once an answer was given, every later call on any node sees its effect.
/// </para>
/// </remarks>
public interface ISessionStore
{
    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see langword="false"/>, with nothing changed, when there is a record of that id already.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer, or has no room.</exception>
    ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken);

    /// <summary>Finds a record, its latest version, from the primary copy.</summary>
    /// <param name="id">Its key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Replaces a record by its next version, atomically, if nobody else has changed or removed it meanwhile.</summary>
    /// <param name="record">The next version. <see cref="SessionRecord.Subject"/> and <see cref="SessionRecord.AbsoluteExpiresAt"/> are those of the stored record.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// <see langword="true"/> only if the stored version was <c>record.Version - 1</c>; otherwise <see langword="false"/>,
    /// with nothing changed: a record that is not there is not created.
    /// </returns>
    /// <exception cref="ArgumentException">Subject or absolute end differ from the stored record's: these never change.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken);

    /// <summary>Removes a record for good. Removing what is not there is not an error.</summary>
    /// <param name="id">Its key.</param>
    /// <param name="ifVersion">Remove only this version; <see langword="null"/> removes whatever the version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether this call removed it.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken);

    /// <summary>Lists the records of a subject, in no particular order. No such subject: an empty list.</summary>
    /// <param name="subject">Whose records; compared ordinally.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>Every record that is there throughout the enumeration, each once; one that appears or goes meanwhile may or may not be listed.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    IAsyncEnumerable<SessionRecord> ListAsync(string subject, CancellationToken cancellationToken);

    /// <summary>Removes all records of a subject.</summary>
    /// <param name="subject">Whose records; compared ordinally.</param>
    /// <param name="except">One record that stays, if it is that subject's.</param>
    /// <param name="cancellationToken">Cancels the call. It may have removed some records by then, each of them whole.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer. Some records may have been removed.</exception>
    ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken);

    /// <summary>
    /// Removes records whose <see cref="SessionRecord.ExpiresAt"/> is not after <paramref name="now"/>. A store whose
    /// backend does that by itself keeps this default, which does nothing.
    /// </summary>
    /// <param name="now">The time to compare with.</param>
    /// <param name="batch">How many to remove at the most; positive.</param>
    /// <param name="cancellationToken">Cancels the call. It may have removed some records by then.</param>
    /// <returns>How many were removed; fewer than <paramref name="batch"/> when none is left.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) => default;
}
