using AuthStrategies;
using AuthStrategies.Stores.NearCache;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts a cache in front of the session store, whichever is picked, before or afterwards.</summary>
public static class NearCacheRegistration
{
    /// <summary>
    /// Accepts sessions by copies in this process, without asking the store: for <see cref="NearCacheOptions.MaxStaleness"/>
    /// (5 seconds) at the most, and less where word of an ended session comes sooner (Redis: within milliseconds).
    /// Switch it on on all nodes: those without one tell the others nothing.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from the defaults, if anything.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <remarks>
    /// Word is carried by an <see cref="ISessionInvalidations"/> among the services, or else by the session store if it
    /// implements that. What the application writes to the <see cref="ISessionStore"/> past the library is not told.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseNearCache(this IAuthStrategyBuilder builder, Action<NearCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<NearCacheOptions> options = builder.Services.AddOptions<NearCacheOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NearCacheOptions>, NearCacheOptionsValidator>());
        builder.Services.TryAddSingleton(static provider => new NearCacheSessionStore(
            provider.GetRequiredService<ISessionStore>(),
            provider.GetRequiredService<IOptions<NearCacheOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ISessionInvalidations>()));
        return builder;
    }
}
