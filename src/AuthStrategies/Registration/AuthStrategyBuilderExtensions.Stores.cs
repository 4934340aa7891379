using AuthStrategies;
using AuthStrategies.Registration;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>Keeps sessions in memory, which is the default, and sets the options of that store.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseInMemorySessionStore(this IAuthStrategyBuilder builder, Action<InMemorySessionStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder.UseSessionStore<InMemorySessionStore>();
    }

    /// <summary>
    /// Prepares a session store that the configuration can choose: it is used if the setting <c>Store</c> of the section that was
    /// given to <c>AddAuthStrategy</c> is this word. <c>InMemory</c> needs no preparation. A word that no call has prepared is an error at start.
    /// </summary>
    /// <param name="builder">The builder of <c>AddAuthStrategy(configuration.GetSection("Auth"))</c>.</param>
    /// <param name="word">The word, compared without case.</param>
    /// <param name="use">Chooses the store, for example <c>auth => auth.UseRedis(connectionString)</c>. Called now, and only if the word is set.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="word"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">No section was given to <c>AddAuthStrategy</c> before.</exception>
    public static IAuthStrategyBuilder WhenStore(this IAuthStrategyBuilder builder, string word, Action<IAuthStrategyBuilder> use)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(use);
        OptionMessages.RequireText(word, "The word of WhenStore", "the value of the setting Store that chooses this store", "WhenStore(\"Redis\", auth => auth.UseRedis(\"localhost:6379\"))");
        ConfiguredStore store = StrategyRegistrations.Of(builder.Services).Store
            ?? throw new InvalidOperationException("WhenStore needs a section with the setting Store. Write for example AddAuthStrategy(configuration.GetSection(\"Auth\")).WhenStore(…), or choose the store in code.");
        store.Add(builder, word, use);
        return builder;
    }

    /// <summary>Sets the time-out of calls to the session store and its circuit breaker, for every store.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder LimitSessionStoreCalls(this IAuthStrategyBuilder builder, Action<SessionStoreCallOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }
}
