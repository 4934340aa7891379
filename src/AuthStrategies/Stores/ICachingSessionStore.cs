using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Stores;

/// <summary>
/// The ability of a store to answer from a cache. Only a yes may come from a cached record: before a caller refuses, writes or
/// suspects theft, it asks <see cref="ISessionStore.FindAsync"/>, which never answers from the cache. Asked of the outermost store only:
/// seen through a decorator, a cached record would bypass what the decorator filters or decrypts.
/// </summary>
internal interface ICachingSessionStore
{
    /// <summary>Looks for a cached record. Waits for nothing.</summary>
    /// <param name="id">Its key.</param>
    /// <param name="record">The record, which may be out of date by as long as the store says, or <see langword="null"/>.</param>
    /// <returns>Whether there is one. If not, this says nothing about the record.</returns>
    bool TryFindCached(SessionId id, [NotNullWhen(true)] out SessionRecord? record);
}
