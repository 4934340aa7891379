using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Stores;

/// <summary>
/// The ability of a store to answer from a cache. A cached record may only be used to accept a credential: before a caller refuses, writes or
/// suspects theft, it calls <see cref="ISessionStore.FindAsync"/>, which never answers from the cache. Only the outermost store is asked:
/// behind a decorator, a cached record would bypass what the decorator filters or decrypts.
/// </summary>
internal interface ICachingSessionStore
{
    /// <summary>Looks for a cached record without waiting.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="record">The record, out of date by at most the time that the store states, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if there is one. <see langword="false"/> says nothing about the record.</returns>
    bool TryFindCached(SessionId id, [NotNullWhen(true)] out SessionRecord? record);

    /// <summary>Says which records other nodes have changed, as soon as their messages arrive. Replaces an earlier receiver.</summary>
    /// <param name="changed">Receives the id. It must not block.</param>
    void Watch(Action<SessionId> changed);
}
