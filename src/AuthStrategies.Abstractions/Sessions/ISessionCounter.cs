namespace AuthStrategies;

/// <summary>
/// The ability of a session store to say quickly that a subject has few records, without reading them. A login needs the list of its subject's
/// sessions only near the limit of sessions per subject. Ask for it by <see cref="ISessionStore.GetService"/>. Thread-safe.
/// </summary>
/// <remarks>Without it, each login reads all records of its subject twice. A decorator that adds no records may pass it on.</remarks>
public interface ISessionCounter
{
    /// <summary>Asks whether a subject may have more records than a number.</summary>
    /// <param name="subject">The subject; compared ordinally.</param>
    /// <param name="count">The number of records; not negative.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// <see langword="false"/> only if <see cref="ISessionStore.ListAsync"/> would list at most <paramref name="count"/> records. <see langword="true"/>
    /// promises nothing, so a store may also count records that have ended, or those of other subjects.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken);
}
