using AuthStrategies;
using AuthStrategies.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in Redis. If several stores are chosen, the last one is used.</summary>
public static class RedisAuthStrategyBuilderExtensions
{
    /// <summary>Keeps sessions in the Redis server of a connection string.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">A connection string in the format of StackExchange.Redis, for example <c>localhost:6379</c>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="configuration"/> is empty. (Mistakes inside the string are reported at start, together with all others.)
    /// </exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, string configuration)
    {
        // A setting that is missing is usual here, and the framework's message would not say so.
        if (string.IsNullOrWhiteSpace(configuration))
        {
            string message = OptionMessages.Invalid("The connection string of UseRedis", configuration is null ? "not set" : "empty", "the address of a server, and perhaps the setting is missing that it comes from", "UseRedis(\"localhost:6379\"), or \"ConnectionStrings\": { \"Redis\": \"localhost:6379\" } in appsettings.json");
            throw configuration is null ? new ArgumentNullException(nameof(configuration), message) : new ArgumentException(message, nameof(configuration));
        }

        return builder.UseRedis(options => options.Configuration = configuration);
    }

    /// <summary>Keeps sessions in Redis, with options.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets where Redis is and every other option that differs from its default.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, Action<RedisStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseRedisStore(options => options.Configure(configure));
    }

    /// <summary>Keeps sessions in Redis over a connection that the application owns. The store never disposes it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">
    /// Returns the connection, for example <c>services => services.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>, or
    /// <c>_ => connection</c> for one that is there. Runs at the first call of the store, not on the caller's thread.
    /// </param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedis(this IAuthStrategyBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedisStore(options => options.Configure<IServiceProvider>((redis, services) =>
            redis.ConnectionMultiplexerFactory = () => Task.FromResult(connection(services))));
    }

    private static IAuthStrategyBuilder UseRedisStore(this IAuthStrategyBuilder builder, Action<OptionsBuilder<RedisStoreOptions>> configure)
    {
        configure(builder.Services.AddOptions<RedisStoreOptions>());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisStoreOptions>, RedisStoreOptionsValidator>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(static services => _ = services.GetRequiredService<IOptions<RedisStoreOptions>>().Value));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisStartCheck>());
        builder.Services.TryAddSingleton<RedisSessionsMarker>();
        return builder.UseSessionStore<RedisSessionStore>();
    }
}
