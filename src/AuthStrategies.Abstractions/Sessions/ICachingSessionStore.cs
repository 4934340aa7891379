using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies;

/// <summary>
/// A session store with copies of records at hand. Only a yes may come from a copy: whoever would refuse, write or call
/// theft because of one asks <see cref="ISessionStore.FindAsync"/> first, which never answers from a copy. A thread-safe singleton.
/// </summary>
public interface ICachingSessionStore : ISessionStore
{
    /// <summary>Looks for a copy of a record. Waits for nothing and asks nobody.</summary>
    /// <param name="id">Its key.</param>
    /// <param name="record">The copy, which may be out of date by as long as the store says, or <see langword="null"/>.</param>
    /// <returns>Whether there is a copy. No copy says nothing about the record.</returns>
    bool TryFindCached(SessionId id, [NotNullWhen(true)] out SessionRecord? record);
}
