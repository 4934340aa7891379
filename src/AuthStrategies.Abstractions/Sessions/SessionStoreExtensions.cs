namespace AuthStrategies;

/// <summary>Shorter calls on a session store.</summary>
public static class SessionStoreExtensions
{
    /// <summary>Gets an optional ability of a store; see <see cref="ISessionStore.GetService"/>.</summary>
    /// <typeparam name="TService">The ability.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The ability, or <see langword="null"/> when the store does not have it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is <see langword="null"/>.</exception>
    public static TService? GetService<TService>(this ISessionStore store)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetService(typeof(TService)) as TService;
    }
}
