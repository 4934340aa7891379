using AuthStrategies;
using AuthStrategies.Registration;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>Takes the keys of a JWT strategy from a source, such as the key set of another issuer. The strategy then only verifies.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="strategy">The name of the strategy, which <c>AddJwt</c> adds before or after this call. Another name is a mistake that is reported at start.</param>
    /// <param name="factory">Creates the source; called once, on first use. The container disposes it.</param>
    /// <returns>The same builder, for further calls. If a strategy gets several sources, the last one is used.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strategy"/> is empty.</exception>
    public static IAuthStrategyBuilder UseJwtKeySource(this IAuthStrategyBuilder builder, string strategy, Func<IServiceProvider, IJwtKeySource> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        OptionMessages.RequireText(strategy, "The strategy of UseJwtKeySource", "the name of a strategy of AddJwt", "UseJwtKeySource(\"Partner\", services => …)");
        builder.Services.AddKeyedSingleton(strategy, (services, _) => factory(services));
        builder.Services.AddOptions<JwtStrategyOptions>(strategy).Configure<IServiceProvider>((options, services) =>
        {
            options.HasKeySource = true;
            options.FindKeySourceAdvice = () => KeySourceCheck.Advice(services, strategy);
        });
        StrategyRegistrations.Of(builder.Services).AddKeySource(strategy);
        return builder;
    }
}
