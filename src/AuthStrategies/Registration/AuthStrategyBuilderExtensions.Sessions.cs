using AuthStrategies;
using AuthStrategies.Configuration;
using AuthStrategies.Registration;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>The default name of a session strategy: <c>Session</c>.</summary>
    public const string DefaultSessionName = "Session";

#pragma warning disable RS0026 // The overloads differ in their first parameter, so optional parameters cannot make a call ambiguous.
    /// <summary>Adds a session strategy named <see cref="DefaultSessionName"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options; <see langword="null"/>, the default, keeps their defaults.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, Action<SessionStrategyOptions>? configure = null) =>
        builder.AddSession(DefaultSessionName, configure);

    /// <summary>Adds a session strategy.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">
    /// Its name, unique among all strategies; also the authentication type of its identities. Its sessions contain the name: a new name ends them.
    /// </param>
    /// <param name="configure">Sets the options; <see langword="null"/>, the default, keeps their defaults.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, string name, Action<SessionStrategyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SessionStrategyOptions>(Checked(name)).Configure(configure ?? (_ => { }));
        return builder.AddSessionStrategy(name);
    }

    /// <summary>Adds a session strategy configured by a section; it follows changes of the section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section with the strategy's options, for example <c>configuration.GetSection("Auth:Session")</c>.</param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities. Default: <see cref="DefaultSessionName"/>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, IConfiguration section, string name = DefaultSessionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddOptions<SessionStrategyOptions>(Checked(name)).Configure(options => SessionSettings.Apply(section, options));
        builder.Services.AddSingleton(new AuthStrategyConfiguration(section, name, AuthStrategyKind.Session, isChosen: true));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<SessionStrategyOptions>>(new SectionChangeTokenSource<SessionStrategyOptions>(name, section));
        return builder.AddSessionStrategy(name);
    }
#pragma warning restore RS0026

    /// <summary>Reads the options of a strategy that is not added.</summary>
    /// <returns>Finds the mistakes in them.</returns>
    internal static Func<IServiceProvider, IEnumerable<string>> ReadUnusedSession(this IAuthStrategyBuilder builder, IConfiguration section, string name)
    {
        builder.Services.AddOptions<SessionStrategyOptions>(name).Configure<StrategyRegistrations>((options, registrations) =>
        {
            if (!registrations.Has(name))
                SessionSettings.Apply(section, options);
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionStrategyOptions>, SessionStrategyOptionsValidator>());
        return services => NamedOptions.Problems<SessionStrategyOptions>(services, name);
    }

    private static IAuthStrategyBuilder AddSessionStrategy(this IAuthStrategyBuilder builder, string name)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionStrategyOptions>, SessionStrategyOptionsValidator>());
        builder.Services.AddKeyedSingleton(name, static (services, key) => StrategyFactory.Policy<SessionStrategyOptions, SessionPolicy>(services, (string)key!, SessionPolicy.Compile));
        builder.Services.AddKeyedSingleton<IAuthStrategy>(name, (services, _) => new SessionStrategy(
            name,
            services.GetRequiredKeyedService<PolicySource<SessionPolicy>>(name),
            services.GetRequiredService<SessionStoreClient>(),
            services.GetRequiredService<TimeProvider>(),
            StrategyFactory.Diagnostics(services, name),
            services.GetRequiredService<SessionReferenceFinder>(),
            services.GetRequiredService<PrincipalRefresh>()));
        return builder.Register(name, AuthStrategyKind.Session, _ => StrategyCapabilities.Session, services => NamedOptions.Problems<SessionStrategyOptions>(services, name), services => _ = services.GetRequiredKeyedService<PolicySource<SessionPolicy>>(name).Current);
    }
}
