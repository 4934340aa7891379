namespace AuthStrategies;

/// <summary>
/// The ability of a session store to list the records of all subjects, page by page, for tools, migrations and statistics,
/// not for requests. Ask for it by <see cref="ISessionStore.GetService"/>. Thread-safe.
/// </summary>
public interface ISessionEnumerator
{
    /// <summary>Lists one page of all records in no particular order, including system records and expired records.</summary>
    /// <param name="continuation"><see langword="null"/> for the first page; then the <see cref="SessionPage.Continuation"/> of the page before.</param>
    /// <param name="pageSize">About how many records a page has; from 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The page. All pages together contain every record that exists during the whole enumeration: exactly once if the store's
    /// records do not change in the meantime, at least once if some do. A record that is created or removed during the enumeration
    /// may be missing. A page may be empty although more pages follow.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="continuation"/> is not from this store.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pageSize"/> is outside its legal range.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer. The call for the same page can be repeated.</exception>
    ValueTask<SessionPage> ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken);
}
