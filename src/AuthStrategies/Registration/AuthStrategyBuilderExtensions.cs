using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Registration;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds strategies. The first one added is what <see cref="IAuthStrategy"/> injects; each is also a keyed service under its name.</summary>
public static class AuthStrategyBuilderExtensions
{
    /// <summary>The name of a JWT strategy that is given none: <c>Jwt</c>.</summary>
    public const string DefaultJwtName = "Jwt";

    /// <summary>The name of a session strategy that is given none: <c>Session</c>.</summary>
    public const string DefaultSessionName = "Session";

    /// <summary>Adds a JWT strategy named <see cref="DefaultJwtName"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets issuer, audience, keys and whatever else differs from the defaults.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, Action<JwtStrategyOptions> configure) =>
        builder.AddJwt(DefaultJwtName, configure);

    /// <summary>Adds a JWT strategy.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities.</param>
    /// <param name="configure">Sets issuer, audience, keys and whatever else differs from the defaults.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, string name, Action<JwtStrategyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<JwtStrategyOptions>(Checked(name)).Configure(configure);
        return builder.AddJwtStrategy(name);
    }

    /// <summary>Adds a JWT strategy named <see cref="DefaultJwtName"/>, configured by a section and following its changes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section with the strategy's options; keys as <c>SigningKeys:0:Algorithm</c> with <c>Secret</c> (base64), <c>Pem</c>, <c>PemFile</c> or <c>Jwk</c>.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, IConfigurationSection section) =>
        builder.AddJwt(DefaultJwtName, section);

    /// <summary>Adds a JWT strategy configured by a section and following its changes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities.</param>
    /// <param name="section">The section with the strategy's options.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddJwt(this IAuthStrategyBuilder builder, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddOptions<JwtStrategyOptions>(Checked(name)).Configure(options => JwtSettings.Apply(section, options));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<JwtStrategyOptions>>(new ConfigurationChangeTokenSource<JwtStrategyOptions>(name, section));
        return builder.AddJwtStrategy(name);
    }

    /// <summary>Adds a session strategy named <see cref="DefaultSessionName"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from the defaults, if anything.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, Action<SessionStrategyOptions>? configure = null) =>
        builder.AddSession(DefaultSessionName, configure);

    /// <summary>Adds a session strategy.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities. Sessions are bound to it: renaming ends them.</param>
    /// <param name="configure">Sets what differs from the defaults, if anything.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, string name, Action<SessionStrategyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SessionStrategyOptions>(Checked(name)).Configure(configure ?? (_ => { }));
        return builder.AddSessionStrategy(name);
    }

    /// <summary>Adds a session strategy named <see cref="DefaultSessionName"/>, configured by a section and following its changes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section with the strategy's options.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, IConfigurationSection section) =>
        builder.AddSession(DefaultSessionName, section);

    /// <summary>Adds a session strategy configured by a section and following its changes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies; also the authentication type of its identities.</param>
    /// <param name="section">The section with the strategy's options.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddSession(this IAuthStrategyBuilder builder, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddOptions<SessionStrategyOptions>(Checked(name)).Configure(options => SessionSettings.Apply(section, options));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<SessionStrategyOptions>>(new ConfigurationChangeTokenSource<SessionStrategyOptions>(name, section));
        return builder.AddSessionStrategy(name);
    }

    /// <summary>Adds a strategy of the application's own.</summary>
    /// <typeparam name="TStrategy">The strategy; made once by the container. Its <see cref="IAuthStrategy.Name"/> must be <paramref name="name"/>; a constructor parameter marked <c>[ServiceKey]</c> receives it.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddStrategy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(this IAuthStrategyBuilder builder, string name)
        where TStrategy : class, IAuthStrategy
    {
        return builder.AddStrategy<TStrategy>(name, StrategyCapabilities.Unstated);
    }

    /// <summary>Adds a custom strategy and states what it can do.</summary>
    /// <typeparam name="TStrategy">The strategy; made once by the container. Its <see cref="IAuthStrategy.Name"/> must be <paramref name="name"/>; a constructor parameter marked <c>[ServiceKey]</c> receives it.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies.</param>
    /// <param name="capabilities">What it can do. The HTTP layer goes by this where several strategies read the same place.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddStrategy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(this IAuthStrategyBuilder builder, string name, AuthStrategyCapabilities capabilities)
        where TStrategy : class, IAuthStrategy
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(capabilities);
        builder.Services.AddKeyedSingleton<IAuthStrategy, TStrategy>(Checked(name));
        return builder.Register(name, AuthStrategyKind.Custom, _ => capabilities, services => CustomStrategyProblems(services, name));
    }

    /// <summary>Keeps sessions in memory (the default), with options of its own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseInMemorySessionStore(this IAuthStrategyBuilder builder, Action<InMemorySessionStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder.UseSessionStore<InMemorySessionStore>();
    }

    /// <summary>Says how long to wait for the session store, whichever is picked, and when to stop asking one that does not answer.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder LimitSessionStoreCalls(this IAuthStrategyBuilder builder, Action<SessionStoreCallOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Gives the application a say at every refresh, of every strategy: current claims, or no.</summary>
    /// <typeparam name="TRefresher">The refresher; made for each refresh in a dependency injection scope of its own.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UsePrincipalRefresher<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRefresher>(this IAuthStrategyBuilder builder)
        where TRefresher : class, IPrincipalRefresher
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Scoped<IPrincipalRefresher, TRefresher>());
        return builder;
    }

    private static IAuthStrategyBuilder AddJwtStrategy(this IAuthStrategyBuilder builder, string name)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JwtStrategyOptions>, JwtStrategyOptionsValidator>());
        builder.AddJwtKeys(name);
        builder.Services.AddKeyedSingleton<IAuthStrategy>(name, (services, _) => new JwtStrategy(
            name,
            services.GetRequiredKeyedService<JwtPolicyProvider>(name),
            new JwtSessions(
                services.GetRequiredService<SessionStoreClient>(),
                services.GetRequiredService<TimeProvider>(),
                StrategyFactory.Diagnostics(services, name),
                services.GetRequiredService<SessionReferenceFinder>(),
                services.GetRequiredService<PrincipalRefresh>()),
            services.GetRequiredService<TimeProvider>(),
            StrategyFactory.Diagnostics(services, name)));
        return builder.Register(name, AuthStrategyKind.Jwt, services => StrategyCapabilities.Jwt(services, name), services => NamedOptions.Problems<JwtStrategyOptions>(services, name));
    }

    private static IAuthStrategyBuilder AddSessionStrategy(this IAuthStrategyBuilder builder, string name)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionStrategyOptions>, SessionStrategyOptionsValidator>());
        builder.Services.AddKeyedSingleton<IAuthStrategy>(name, (services, _) => new SessionStrategy(
            name,
            StrategyFactory.Policy<SessionStrategyOptions, SessionPolicy>(services, name, SessionPolicy.Compile),
            services.GetRequiredService<SessionStoreClient>(),
            services.GetRequiredService<TimeProvider>(),
            StrategyFactory.Diagnostics(services, name),
            services.GetRequiredService<SessionReferenceFinder>(),
            services.GetRequiredService<PrincipalRefresh>()));
        return builder.Register(name, AuthStrategyKind.Session, _ => StrategyCapabilities.Session, services => NamedOptions.Problems<SessionStrategyOptions>(services, name));
    }

    private static IAuthStrategyBuilder Register(this IAuthStrategyBuilder builder, string name, AuthStrategyKind kind, Func<IServiceProvider, AuthStrategyCapabilities> capabilities, Func<IServiceProvider, IEnumerable<string>> problems)
    {
        builder.Services.AddSingleton(services => new AuthStrategyDescriptor(name, kind, () => capabilities(services)));
        StrategyRegistrations.Of(builder.Services).Add(new(name, problems));
        return builder;
    }

    private static IEnumerable<string> CustomStrategyProblems(IServiceProvider services, string name)
    {
        string actual = services.GetRequiredKeyedService<IAuthStrategy>(name).Name;
        return actual == name ? [] : [$"The strategy added as \"{name}\" calls itself \"{actual}\". Write AddStrategy<…>(\"{actual}\"), or return the registered name from its Name property."];
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }
}
