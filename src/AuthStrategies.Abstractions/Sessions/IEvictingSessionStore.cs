namespace AuthStrategies;

/// <summary>
/// The ability of a session store whose backend may delete data before its time, for example to free memory: a record of a session may
/// remain while the list of its subject is lost. Ask for it by <see cref="ISessionStore.GetService"/>. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Such a store cannot find all sessions of a subject, so <see cref="ISessionDirectory.RevokeAllAsync"/> would miss some. For it the library keeps
/// a system record of each subject. A session that does not find its own value there has ended: at its next renewal, rotation or refresh.
/// It has ended too if the record is lost. This costs one call more at each of these and at each login, and none at other requests.
/// </para>
/// <para>
/// A store that never loses data does not have the ability. A decorator passes it on (<see cref="DelegatingSessionStore.GetService"/> does
/// so): it is a fact about the data, and without it sessions would outlive their end.
/// </para>
/// </remarks>
public interface IEvictingSessionStore
{
    /// <summary>Whether the backend may delete data before its time. Must never change; a store that does not know says <see langword="true"/>.</summary>
    bool MayEvict { get; }
}
