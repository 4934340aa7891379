namespace AuthStrategies;

/// <summary>Shorter calls on a strategy.</summary>
public static class AuthStrategyExtensions
{
    /// <summary>Gets an optional ability of a strategy; see <see cref="IAuthStrategy.GetService"/>.</summary>
    /// <typeparam name="TService">The ability, for example <see cref="ICookieRotation"/>.</typeparam>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The ability, or <see langword="null"/> if the strategy does not have it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public static TService? GetService<TService>(this IAuthStrategy strategy)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(strategy);
        // A mock answers null where it was told nothing.
        return strategy.GetService(typeof(TService)) as TService ?? strategy as TService;
    }
}
