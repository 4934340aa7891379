using AuthStrategies;
using AuthStrategies.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the rotating keys of JWT strategies in Redis. If several key stores are chosen, the last one is used.</summary>
public static class RedisJwtKeyStoreExtensions
{
    private const string OptionsName = "JwtKeys";
    private const string NoAddress = $"{nameof(RedisStoreOptions)}.{nameof(RedisStoreOptions.Configuration)} is not set";

    /// <summary>Keeps rotating keys in the same Redis as sessions, with the options of <c>UseRedis</c>, over a connection of their own.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedisJwtKeyStore(this IAuthStrategyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseRedisKeys(Options.Options.DefaultName);
    }

    /// <summary>Keeps rotating keys in Redis, with options of their own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets where Redis is and every other option that differs from its default.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseRedisJwtKeyStore(this IAuthStrategyBuilder builder, Action<RedisStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(OptionsName, configure);
        return builder.UseRedisKeys(OptionsName);
    }

    private static IAuthStrategyBuilder UseRedisKeys(this IAuthStrategyBuilder builder, string optionsName)
    {
        builder.Services.AddOptions();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisStoreOptions>, RedisStoreOptionsValidator>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(services => _ = OptionsOf(services, optionsName)));
        builder.Services.Replace(ServiceDescriptor.Singleton<IJwtKeyStore>(services => new RedisJwtKeyStore(
            Options.Options.Create(OptionsOf(services, optionsName)),
            services.GetRequiredService<TimeProvider>(),
            services.GetService<ILogger<RedisJwtKeyStore>>())));
        return builder;
    }

    private static RedisStoreOptions OptionsOf(IServiceProvider services, string name)
    {
        try
        {
            return services.GetRequiredService<IOptionsMonitor<RedisStoreOptions>>().Get(name);
        }
        // With UseRedis these are the mistakes of the sessions, and they are reported once.
        catch (OptionsValidationException mistakes) when (name == OptionsName || services.GetService<RedisSessionsMarker>() is null)
        {
            throw new OptionsValidationException(name, typeof(RedisStoreOptions), mistakes.Failures.Select(OfKeyStore));
        }
    }

    private static string OfKeyStore(string mistake) => mistake.StartsWith(NoAddress, StringComparison.Ordinal)
        ? OptionMessages.Required("The address of UseRedisJwtKeyStore", "set here, or with UseRedis if the sessions are in the same Redis", "UseRedisJwtKeyStore(o => o.Configuration = \"localhost:6379\")")
        : $"UseRedisJwtKeyStore: {mistake}";
}
