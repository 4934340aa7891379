using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using AuthStrategies.Issuers;
using AuthStrategies.Issuers.Diagnostics;
using AuthStrategies.Issuers.Documents;
using AuthStrategies.Issuers.Fetching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Takes the keys of a JWT strategy from the address of another issuer. The strategy then only verifies that issuer's tokens.</summary>
public static class IssuerAuthStrategyBuilderExtensions
{
    private const string LogCategory = "AuthStrategies.Issuers";

    /// <summary>Takes the keys of a JWT strategy from an issuer's metadata.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="strategy">The name of the strategy, which <c>AddJwt</c> adds. Its <see cref="JwtStrategyOptions.Issuer"/> must be the issuer of the metadata.</param>
    /// <param name="metadataAddress">The address: <see cref="IssuerKeysOptions.MetadataAddress"/>. Mistakes in it are reported at start.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strategy"/> is empty.</exception>
    public static IAuthStrategyBuilder UseIssuerKeys(this IAuthStrategyBuilder builder, string strategy, string metadataAddress)
    {
        ArgumentNullException.ThrowIfNull(metadataAddress);
        return builder.UseIssuerKeys(strategy, options => options.MetadataAddress = metadataAddress);
    }

    /// <summary>Takes the keys of a JWT strategy from an issuer's metadata or key set.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="strategy">The name of the strategy, which <c>AddJwt</c> adds.</param>
    /// <param name="configure">Sets the address and every other option that differs from its default.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strategy"/> is empty.</exception>
    public static IAuthStrategyBuilder UseIssuerKeys(this IAuthStrategyBuilder builder, string strategy, Action<IssuerKeysOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        OptionMessages.RequireText(strategy, "The strategy of UseIssuerKeys", "the name of a strategy of AddJwt", "UseIssuerKeys(\"Partner\", \"https://login.partner.example/.well-known/openid-configuration\")");
        builder.Services.AddOptions<IssuerKeysOptions>(strategy).Configure(configure);
        return builder.UseIssuerKeysOf(strategy);
    }

    /// <summary>Takes the keys of a JWT strategy from an issuer's metadata or key set, with options of a configuration section. It is read once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="strategy">The name of the strategy, which <c>AddJwt</c> adds.</param>
    /// <param name="section">The section with the names of <see cref="IssuerKeysOptions"/>; not the section of the strategy itself.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strategy"/> is empty.</exception>
    public static IAuthStrategyBuilder UseIssuerKeys(this IAuthStrategyBuilder builder, string strategy, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.UseIssuerKeys(strategy, options => IssuerKeysSettings.Apply(section, options));
    }

    private static IAuthStrategyBuilder UseIssuerKeysOf(this IAuthStrategyBuilder builder, string strategy)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IssuerKeysOptions>, IssuerKeysOptionsValidator>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(services => _ = OptionsOf<IssuerKeysOptions>(services, strategy)));
        return builder.UseJwtKeySource(strategy, services => CreateSource(services, strategy));
    }

    private static IssuerKeySource CreateSource(IServiceProvider services, string strategy)
    {
        IssuerKeysOptions options = OptionsOf<IssuerKeysOptions>(services, strategy);
        // Compared when the metadata is fetched. The strategy itself checks that it is set.
        string issuer = options.MetadataIssuer ?? OptionsOf<JwtStrategyOptions>(services, strategy).Issuer!;
        ILogger logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(LogCategory);
        IssuerLog log = new(logger, strategy, DocumentAddress.Text(new((options.MetadataAddress ?? options.JwksAddress)!)));
#pragma warning disable CA2000 // The source disposes it.
        KeyFetcher fetcher = new(options, issuer, IssuerKeysOptionsValidator.AllowsHttp(services), services.GetRequiredService<TimeProvider>());
#pragma warning restore CA2000
        return new(strategy, fetcher, new(options.RefreshInterval, options.Cooldown, options.MaxKeyAge), log);
    }

    private static TOptions OptionsOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IServiceProvider services, string strategy)
        where TOptions : class =>
        services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(strategy);
}
