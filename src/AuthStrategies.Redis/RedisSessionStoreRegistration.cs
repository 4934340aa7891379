using AuthStrategies;
using AuthStrategies.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in Redis. The last pick of a store counts.</summary>
public static class RedisSessionStoreRegistration
{
    /// <summary>Keeps sessions in the Redis that a connection string names.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">A connection string as StackExchange.Redis reads it, for example <c>localhost:6379</c>.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="configuration"/> is empty. (What is wrong inside is reported at start, with all other mistakes.)</exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return builder.UseRedis(options => options.Configuration = configuration);
    }

    /// <summary>Keeps sessions in Redis, with options.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says where Redis is, and whatever else differs from the defaults.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, Action<RedisSessionStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseRedisStore(options => options.Configure(configure));
    }

    /// <summary>Keeps sessions in Redis over a connection of the application's own, which stays the application's: it is never disposed here.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">The connection.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedis(_ => connection);
    }

    /// <summary>Keeps sessions in Redis over a connection taken from the services, which stays theirs: it is never disposed here.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Takes the connection, for example <c>services => services.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>. Called at the first call of the store, not on the caller's thread.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedisStore(options => options.Configure<IServiceProvider>((redis, services) =>
            redis.ConnectionMultiplexerFactory = () => Task.FromResult(connection(services))));
    }

    private static IAuthStrategyBuilder UseRedisStore(this IAuthStrategyBuilder builder, Action<OptionsBuilder<RedisSessionStoreOptions>> configure)
    {
        configure(builder.Services.AddOptions<RedisSessionStoreOptions>().ValidateOnStart());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisSessionStoreOptions>, RedisSessionStoreOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisStartCheck>());
        return builder.UseSessionStore<RedisSessionStore>();
    }
}
