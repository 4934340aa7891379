using AuthStrategies;
using AuthStrategies.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Keeps the rotating keys of JWT strategies in a relational database through Entity Framework Core. If several key stores are chosen, the last
/// one is used.
/// </summary>
public static class EntityFrameworkJwtKeyStoreExtensions
{
    /// <summary>
    /// Keeps rotating keys in the application's database, through the application's own context. Its model must call
    /// <see cref="AuthStrategyJwtKeysModel.AddAuthStrategyJwtKeys"/>, and <c>AddDbContextFactory</c> must register it. Both are checked at start.
    /// </summary>
    /// <typeparam name="TContext">The application's context.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseEntityFrameworkJwtKeyStore<TContext>(this IAuthStrategyBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(static services => JwtKeyContextCheck<TContext>.Run(services)));
        builder.Services.Replace(ServiceDescriptor.Singleton<IJwtKeyStore, EntityFrameworkJwtKeyStore<TContext>>());
        return builder;
    }

    /// <summary>Keeps rotating keys in a database, through the ready-made <see cref="AuthStrategyJwtKeysContext"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="database">Sets the database, for example <c>o => o.UseSqlite("Data Source=keys.db")</c>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseEntityFrameworkJwtKeyStore(this IAuthStrategyBuilder builder, Action<DbContextOptionsBuilder> database)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);
        builder.Services.AddDbContextFactory<AuthStrategyJwtKeysContext>(database);
        return builder.UseEntityFrameworkJwtKeyStore<AuthStrategyJwtKeysContext>();
    }
}
