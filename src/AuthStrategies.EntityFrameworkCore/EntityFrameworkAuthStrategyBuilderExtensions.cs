using AuthStrategies;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Sweeping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in a relational database through Entity Framework Core. If several stores are chosen, the last one is used.</summary>
public static class EntityFrameworkAuthStrategyBuilderExtensions
{
#pragma warning disable RS0026 // The overloads differ in their type parameter or their first argument, so optional parameters cannot make a call ambiguous.
    /// <summary>
    /// Keeps sessions in the application's database, through the application's own context. Its model must call
    /// <see cref="AuthStrategySessionsModel.AddAuthStrategySessions"/>, and <c>AddDbContextFactory</c> must register it.
    /// </summary>
    /// <typeparam name="TContext">The application's context.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options that differ from their defaults; <see langword="null"/>, the default, keeps all.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseEntityFramework<TContext>(this IAuthStrategyBuilder builder, Action<EntityFrameworkSessionStoreOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<EntityFrameworkSessionStoreOptions>().Configure(configure ?? (static _ => { }));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EntityFrameworkSessionStoreOptions>, EntityFrameworkSessionStoreOptionsValidator<TContext>>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(static services => _ = services.GetRequiredService<IOptions<EntityFrameworkSessionStoreOptions>>().Value));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SessionSweeper>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TableCheck<TContext>>());
        return builder.UseSessionStore<EntityFrameworkSessionStore<TContext>>();
    }

    /// <summary>Keeps sessions in a database, through the ready-made <see cref="AuthStrategySessionsContext"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="database">Sets the database, for example <c>o => o.UseSqlite("Data Source=sessions.db")</c>.</param>
    /// <param name="configure">Sets the options that differ from their defaults; <see langword="null"/>, the default, keeps all.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="database"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseEntityFramework(this IAuthStrategyBuilder builder, Action<DbContextOptionsBuilder> database, Action<EntityFrameworkSessionStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);
        builder.Services.Configure(configure ?? (static _ => { }));
        return builder.UseEntityFramework((_, options) => database(options));
    }
#pragma warning restore RS0026

    /// <summary>Keeps sessions in a database, through the ready-made <see cref="AuthStrategySessionsContext"/>, configured from the service provider.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="database">
    /// Sets the database, for example by a connection string from <c>IConfiguration</c>. Called once. Other options are set by
    /// <c>services.Configure&lt;EntityFrameworkSessionStoreOptions&gt;(…)</c>.
    /// </param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseEntityFramework(this IAuthStrategyBuilder builder, Action<IServiceProvider, DbContextOptionsBuilder> database)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);
        builder.Services.AddDbContextFactory<AuthStrategySessionsContext>(database);
        builder.Services.TryAddSingleton<ContextPool<AuthStrategySessionsContext>>();
        return builder.UseEntityFramework<AuthStrategySessionsContext>();
    }
}
