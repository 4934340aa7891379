namespace AuthStrategies;

/// <summary>
/// Keeps session records: the contract between a strategy and the place that stores its sessions. A thread-safe
/// singleton that opens its own scopes and connections.
/// </summary>
/// <remarks>
/// <para>
/// A store does not interpret claims, secrets or expiry. It may delete a record at any time after
/// its <see cref="SessionRecord.ExpiresAt"/>, never earlier, and returns every record that still exists.
/// </para>
/// <para>
/// A removed record stays removed: only <see cref="TryCreateAsync"/> adds a record. While a record can be found, its
/// subject's list contains it, also under concurrent calls. A store whose backend may lose a list says so: <see cref="IEvictingSessionStore"/>.
/// </para>
/// <para>
/// Every failure of the backend is a <see cref="SessionStoreException"/> with the original exception inside, never an
/// empty answer. A cancelled call takes effect completely or not at all and throws
/// <see cref="OperationCanceledException"/>. After a call has returned, every later call on any node sees its effect.
/// </para>
/// <para>
/// A store that wraps another one derives from <see cref="DelegatingSessionStore"/>. <see cref="GetService"/> returns the optional
/// abilities of a store: <see cref="ISessionInvalidations"/>, <see cref="ITimedSessionStore"/>, <see cref="ISessionEnumerator"/>,
/// <see cref="IEvictingSessionStore"/>, <see cref="ISessionCounter"/>.
/// </para>
/// </remarks>
public interface ISessionStore
{
    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see langword="false"/>, without any change, if a record with that id exists.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer, or is full.</exception>
    ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken);

    /// <summary>Finds the latest version of a record on the primary.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Replaces a record by its next version, atomically, if no other call has changed or removed it first.</summary>
    /// <param name="record">The next version. <see cref="SessionRecord.Subject"/> and <see cref="SessionRecord.AbsoluteExpiresAt"/> are those of the stored record.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// <see langword="true"/> only if the stored version was <c>record.Version - 1</c>; otherwise <see langword="false"/>,
    /// with nothing changed: a missing record is not created.
    /// </returns>
    /// <exception cref="ArgumentException">Subject or absolute end differ from the stored record's: these never change.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken);

    /// <summary>Removes a record for good. Removing a missing record is not an error.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="ifVersion">Remove only this version; <see langword="null"/> removes any version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether this call removed it.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken);

    /// <summary>Lists the records of a subject, in no particular order. An unknown subject has an empty list, never <see langword="null"/>.</summary>
    /// <param name="subject">The subject; compared ordinally.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// A list that the caller owns. It contains every record that exists during the whole call, once each; a record that
    /// appears or disappears during the call may or may not be listed.
    /// </returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken);

    /// <summary>Removes all records of a subject.</summary>
    /// <param name="subject">The subject; compared ordinally.</param>
    /// <param name="except">One record of that subject that stays.</param>
    /// <param name="cancellationToken">Cancels the call. Some records may have been removed, each of them completely.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer. Some records may have been removed.</exception>
    ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken);

    /// <summary>
    /// Removes records whose <see cref="SessionRecord.ExpiresAt"/> is not after <paramref name="now"/>. A store whose
    /// backend deletes expired records automatically keeps this default, which does nothing.
    /// </summary>
    /// <param name="now">The time to compare with.</param>
    /// <param name="batch">The largest number of records to remove; positive.</param>
    /// <param name="cancellationToken">Cancels the call. Some records may have been removed.</param>
    /// <returns>The number of removed records; fewer than <paramref name="batch"/> if none is left.</returns>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) => default;

    /// <summary>Returns an optional ability of the store. The library uses this method and never casts a store.</summary>
    /// <param name="serviceType">The ability, for example <see cref="ISessionInvalidations"/>.</param>
    /// <returns>
    /// An object of that type, the same at each call, or <see langword="null"/> if the store does not have the ability. A
    /// simple store returns <c>serviceType.IsInstanceOfType(this) ? this : null</c>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is <see langword="null"/>.</exception>
    object? GetService(Type serviceType);
}
