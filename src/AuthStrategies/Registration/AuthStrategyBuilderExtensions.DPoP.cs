using AuthStrategies;
using AuthStrategies.DPoP;
using AuthStrategies.Registration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>
    /// Verifies DPoP proofs (RFC 9449), so that a stolen token is of no use without the private key of its client. Adds a
    /// <see cref="DPoPProofVerifier"/> to the services.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options that differ from their defaults.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <remarks>
    /// Nonces are protected by an <see cref="IDPoPNonceProtector"/> service if one is registered, otherwise with a random key of this process.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseDPoP(this IAuthStrategyBuilder builder, Action<DPoPOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<DPoPOptions> options = builder.Services.AddOptions<DPoPOptions>();
        if (configure is not null)
            options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DPoPOptions>, DPoPOptionsValidator>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(static services => _ = services.GetRequiredService<IOptions<DPoPOptions>>().Value));
        builder.Services.TryAddSingleton(StrategyFactory.ProofVerifier);
        return builder;
    }
}
