using AuthStrategies;
using AuthStrategies.Configuration;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Registration;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>The default name of a JWT strategy: <c>Jwt</c>.</summary>
    public const string DefaultJwtName = "Jwt";

    /// <summary>Adds a JWT strategy named <see cref="DefaultJwtName"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets issuer, audience, keys and other options.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, Action<JwtStrategyOptions> configure) =>
        builder.AddJwt(DefaultJwtName, configure);

    /// <summary>Adds a JWT strategy.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities.</param>
    /// <param name="configure">Sets issuer, audience, keys and other options.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, string name, Action<JwtStrategyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<JwtStrategyOptions>(Checked(name)).Configure(configure);
        return builder.AddJwtStrategy(name);
    }

#pragma warning disable RS0027 // The overloads differ in their first parameter, so the optional parameter cannot make a call ambiguous.
    /// <summary>Adds a JWT strategy configured by a section; it follows changes of the section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">
    /// The section with the strategy's options. A key is written as <c>SigningKeys:0:Algorithm</c> with <c>Secret</c> (base64), <c>Pem</c>,
    /// <c>PemFile</c> or <c>Jwk</c>.
    /// </param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities. Default: <see cref="DefaultJwtName"/>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, IConfiguration section, string name = DefaultJwtName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddOptions<JwtStrategyOptions>(Checked(name)).Configure(options => JwtSettings.Apply(section, options));
        builder.Services.AddSingleton(new AuthStrategyConfiguration(section, name, AuthStrategyKind.Jwt, isChosen: true));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<JwtStrategyOptions>>(new SectionChangeTokenSource<JwtStrategyOptions>(name, section));
        return builder.AddJwtStrategy(name);
    }
#pragma warning restore RS0027

    /// <summary>Reads the options of a strategy that is not added.</summary>
    /// <returns>Finds the mistakes in them.</returns>
    internal static Func<IServiceProvider, IEnumerable<string>> ReadUnusedJwt(this IAuthStrategyBuilder builder, IConfiguration section, string name)
    {
        builder.Services.AddOptions<JwtStrategyOptions>(name).Configure<StrategyRegistrations>((options, registrations) =>
        {
            if (!registrations.Has(name))
                JwtSettings.Apply(section, options);
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JwtStrategyOptions>, JwtStrategyOptionsValidator>());
        return services => NamedOptions.Problems<JwtStrategyOptions>(services, name);
    }

    private static IAuthStrategyBuilder AddJwtStrategy(this IAuthStrategyBuilder builder, string name)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JwtStrategyOptions>, JwtStrategyOptionsValidator>());
        builder.AddJwtKeys(name);
        builder.Services.AddKeyedSingleton<IAuthStrategy>(name, (services, _) => new JwtStrategy(
            name,
            services.GetRequiredKeyedService<PolicySource<JwtPolicy>>(name),
            services.GetRequiredKeyedService<JwtKeyProvider>(name),
            services.GetRequiredService<SessionStoreClient>(),
            services.GetRequiredService<TimeProvider>(),
            StrategyFactory.Diagnostics(services, name),
            services.GetRequiredService<SessionReferenceFinder>(),
            services.GetRequiredService<PrincipalRefresh>(),
            services.GetKeyedService<IJwtKeySource>(name)));
        return builder.Register(name, AuthStrategyKind.Jwt, services => StrategyCapabilities.Jwt(services, name), services => NamedOptions.Problems<JwtStrategyOptions>(services, name), services => _ = services.GetRequiredKeyedService<PolicySource<JwtPolicy>>(name).Current);
    }
}
