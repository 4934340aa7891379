namespace AuthStrategies.Testing;

/// <summary>Calls of <see cref="ISessionStore"/>, one kind or several.</summary>
[Flags]
public enum StoreOperations
{
    /// <summary>No call.</summary>
    None = 0,

    /// <summary><see cref="ISessionStore.TryCreateAsync"/>.</summary>
    Create = 1,

    /// <summary><see cref="ISessionStore.FindAsync"/>.</summary>
    Find = 2,

    /// <summary><see cref="ISessionStore.TryReplaceAsync"/>.</summary>
    Replace = 4,

    /// <summary><see cref="ISessionStore.RemoveAsync"/>.</summary>
    Remove = 8,

    /// <summary><see cref="ISessionStore.ListAsync"/>.</summary>
    List = 16,

    /// <summary><see cref="ISessionStore.RemoveAllAsync"/>.</summary>
    RemoveAll = 32,

    /// <summary><see cref="ISessionStore.RemoveExpiredAsync"/>.</summary>
    RemoveExpired = 64,

    /// <summary>The calls that change nothing.</summary>
    Reads = Find | List,

    /// <summary>The calls that may change something.</summary>
    Writes = Create | Replace | Remove | RemoveAll | RemoveExpired,

    /// <summary>All calls.</summary>
    All = Reads | Writes,
}
