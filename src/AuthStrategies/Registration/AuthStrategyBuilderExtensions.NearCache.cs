using AuthStrategies;
using AuthStrategies.Stores.NearCache;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>
    /// Accepts sessions from a cache in this process without asking the store, for at most
    /// <see cref="NearCacheOptions.MaxStaleness"/> (5 seconds). The time is shorter if a message about an ended session
    /// arrives (Redis: within milliseconds). Turn it on on all nodes: a node without it sends no messages to the others.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options that differ from their defaults.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <remarks>
    /// The messages go through an <see cref="ISessionInvalidations"/> service if one is registered, otherwise through
    /// the session store if it has that ability. Changes that the application writes directly to its
    /// <see cref="ISessionStore"/> send no message.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseNearCache(this IAuthStrategyBuilder builder, Action<NearCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<NearCacheOptions> options = builder.Services.AddOptions<NearCacheOptions>();
        if (configure is not null)
            options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NearCacheOptions>, NearCacheOptionsValidator>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(static services => _ = services.GetRequiredService<IOptions<NearCacheOptions>>().Value));
        builder.Services.TryAddSingleton(static provider => new NearCacheSessionStore(
            provider.GetRequiredService<ISessionStore>(),
            provider.GetRequiredService<IOptions<NearCacheOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ISessionInvalidations>()));
        return builder;
    }
}
