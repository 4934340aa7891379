using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Authorization;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Endpoints;
using AuthStrategies.AspNetCore.Handler;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Identity;
using AuthStrategies.AspNetCore.Keys;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects strategies with ASP.NET Core, ASP.NET Core Identity, SignalR and Blazor Server.</summary>
public static partial class AspNetCoreAuthStrategyExtensions
{
    /// <summary>
    /// Adds an authentication scheme for each strategy, under its name, and <see cref="AuthStrategyDefaults.Scheme"/> for all of
    /// them, which becomes the default scheme unless the application has set another. By default sessions use a cookie and
    /// JWTs are bearer tokens. Also adds authentication and authorization. It may be called before or after the strategies
    /// are added; a second call adds to the first.
    /// </summary>
    /// <remarks>
    /// Principals show the claim names that their login was given (<see cref="ClaimNaming.AsIssued"/>), unless the options of a
    /// strategy say otherwise. <c>FindFirst</c>, <c>FindAll</c>, <c>HasClaim</c>, <c>IsInRole</c> and <c>RequireClaim</c> find a claim
    /// under its long and its short name.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">
    /// Sets what differs from the defaults and from the <c>Http</c> sections of the configuration that <c>AddAuthStrategy</c> was given. Mistakes are
    /// reported at start, all at once.
    /// </param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseAspNetCore(this IAuthStrategyBuilder builder, Action<AuthHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddAuthentication();
        services.AddAuthorization();
        services.AddOptions<AuthHttpOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddOptions<AuthHttpOptions>().Configure<IServiceProvider>(UsesDPoP);
        services.TryAddSingleton<IDPoPNonceProtector>(static provider => new DataProtectionNonceProtector(provider.GetRequiredService<IDataProtectionProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthHttpOptions>, AuthHttpOptionsValidator>());
        ClaimNamingDefault.Add(services);
        HttpSettings.Add(services);
        services.AddHostedService<HttpSettingsWatch>();
        AddHttp(services);
        AddHandler(services);
        AddEndpoints(services);
        AddPolicyEvaluator(services);
        return builder;
    }

    /// <summary>
    /// Lets ASP.NET Core Identity issue its credentials through the strategies: a user that <see cref="SignInManager{TUser}"/> signs in
    /// on <see cref="IdentityConstants.ApplicationScheme"/> gets a credential of the first strategy. The cookies for external
    /// logins and second factors remain Identity's. When a password changes, or the security stamp is renewed for another
    /// reason, the user's other sessions end at once; when the account is deleted or the application locks it out, all of them do. A
    /// refresh reads the user again. Includes <see cref="UseAspNetCore"/>.
    /// </summary>
    /// <remarks>
    /// Principals have the claim names that Identity uses, in its default settings the long ones (<see cref="ClaimNaming.AsIssued"/>),
    /// unless the options of a strategy say otherwise. The order of this call, of the calls that add strategies and of <c>AddIdentity</c> does not matter.
    /// If the application registers its own <see cref="UserManager{TUser}"/> or <see cref="SignInManager{TUser}"/>, it is kept. A user
    /// manager must then end other sessions itself, with <see cref="ISessionDirectory.RevokeAllAsync"/>. A sign-in manager must
    /// recognize users by the strategy's name, which is the authentication type of their identities. A refresher of the application
    /// (<c>UsePrincipalRefresher</c>) wins: then Identity does not read the user again.
    /// </remarks>
    /// <typeparam name="TUser">The user type of the application's Identity.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseIdentity<TUser>(this IAuthStrategyBuilder builder, Action<AuthIdentityOptions>? configure = null)
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseAspNetCore();
        builder.Services.AddOptions<AuthIdentityOptions>().Configure(configure ?? (_ => { }));
        IdentityRegistration.Add<TUser>(builder.Services);
        return builder;
    }

    /// <summary>
    /// Adds a strategy that accepts the tokens of the tool <c>dotnet user-jwts</c>, so that a developer can call the application without a
    /// login. It only verifies, with the settings that the tool writes into <c>appsettings.Development.json</c> and the user secrets
    /// (<c>Authentication:Schemes:Bearer</c>). Call it after the application's own strategies, in Development only; in another
    /// environment the application does not start.
    /// </summary>
    /// <example>
    /// <code>
    /// if (builder.Environment.IsDevelopment())
    ///     auth.AddUserJwts();
    /// </code>
    /// </example>
    /// <remarks>
    /// Until the tool has made a key, no token is accepted, and a line in the log says so. The users of such tokens have no sessions here.
    /// A change of the settings takes effect without a restart.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="scheme">The <c>--scheme</c> of the tool, whose settings are read. Default: <c>Bearer</c>, as with the tool.</param>
    /// <param name="name">The name of the strategy, unique among all strategies. Default: <c>UserJwts</c>.</param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="scheme"/> or <paramref name="name"/> is <see langword="null"/>, empty or white space.</exception>
    public static IAuthStrategyBuilder AddUserJwts(this IAuthStrategyBuilder builder, string scheme = "Bearer", string name = "UserJwts")
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionMessages.RequireText(scheme, "The scheme of AddUserJwts", "the --scheme of dotnet user-jwts", "AddUserJwts(\"Bearer\")");
        OptionMessages.RequireText(name, "The name of AddUserJwts", "the name of the strategy, a text that is not empty", "AddUserJwts(name: \"UserJwts\")");
        builder.AddJwt(name, _ => { });
        IServiceCollection services = builder.Services;
        services.AddKeyedSingleton(name, (provider, _) => ActivatorUtilities.CreateInstance<UserJwtsConfiguration>(provider, name, scheme));
        services.AddSingleton<IConfigureOptions<JwtStrategyOptions>>(Settings);
        services.AddSingleton<IValidateOptions<JwtStrategyOptions>>(Settings);
        services.AddSingleton<IOptionsChangeTokenSource<JwtStrategyOptions>>(Settings);
        services.AddSingleton<IStartupFilter>(Settings);
        return builder;

        UserJwtsConfiguration Settings(IServiceProvider provider) => provider.GetRequiredKeyedService<UserJwtsConfiguration>(name);
    }

    /// <summary>
    /// Asks the application about the principal of each request, or of one request per interval: it accepts, replaces or refuses it. Also asked
    /// at a refresh, and when the session of an open SignalR or Blazor connection is re-checked. Includes <see cref="UseAspNetCore"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A session stores a replaced principal, so later requests get it on every node. For a token it counts in this process until the next
    /// check. A refusal is 401, <see cref="AuthFailureReason.Refused"/>; it ends the session and deletes the cookie. A check that throws is
    /// answered 503 where a user is required, and the session goes on.
    /// </para>
    /// <para>
    /// Each process counts the interval itself, for a session or for one token of a strategy without session tokens. While one request checks,
    /// others of the same session are served with the last result, for at most two intervals.
    /// </para>
    /// </remarks>
    /// <typeparam name="TCheck">The check; created in the scope of the request, or in a new one for an open connection.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="every">The interval. Default: zero, each request. 1 second to 1 day.</param>
    /// <returns>The builder, for the next call. A second call replaces the check of the first.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is outside its range.</exception>
    public static IAuthStrategyBuilder UsePrincipalCheck<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCheck>(this IAuthStrategyBuilder builder, TimeSpan every = default)
        where TCheck : class, IPrincipalCheck
    {
        ArgumentNullException.ThrowIfNull(builder);
        PrincipalCheckInterval interval = PrincipalCheckInterval.Create(every);
        builder.UseAspNetCore();
        builder.Services.Replace(ServiceDescriptor.Scoped<IPrincipalCheck, TCheck>());
        builder.Services.Replace(ServiceDescriptor.Singleton(interval));
        builder.Services.TryAddSingleton<RefusedUserEnd>();
        builder.Services.TryAddSingleton<PrincipalChecks>();
        return builder;
    }

    // Without creating the verifier: a mistake in its options would hide those in other options.
    private static void UsesDPoP(AuthHttpOptions options, IServiceProvider services) =>
        options.UsesDPoP = services.GetService<IServiceProviderIsService>()?.IsService(typeof(DPoPProofVerifier)) ?? services.GetService<DPoPProofVerifier>() is not null;

    private static void AddHttp(IServiceCollection services)
    {
        services.TryAddSingleton<UnavailableLog>();
        services.TryAddSingleton<StrategyList>();
        services.TryAddSingleton<PathBaseWarnings>();
        services.TryAddSingleton<OriginalAddress>();
        services.TryAddSingleton(provider => new CredentialReader(provider.GetRequiredService<StrategyList>().All, provider.GetRequiredService<OriginalAddress>()));
        services.TryAddSingleton<RefusalEvents>();
        services.TryAddSingleton<RequestProofs>();
        services.TryAddSingleton<CrossSiteCheck>();
        services.TryAddSingleton<SecureTransport>();
        services.TryAddSingleton<RefreshEndpointPath>();
        services.TryAddSingleton<CookieWriter>();
        services.TryAddSingleton<TokenWriter>();
    }

    private static void AddHandler(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AuthenticationOptions>, ConfigureAuthStrategySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, ConfigureAuthStrategySchemes>());
        services.TryAddSingleton<CookieRotator>();
        services.TryAddSingleton<CookieCopies>();
        services.TryAddSingleton<RequestRefresher>();
        services.TryAddSingleton<SchemeScopes>();
        services.TryAddSingleton<RequestAuthenticator>();
        services.TryAddSingleton<RepeatedSignIn>();
        services.TryAddSingleton<InheritedEnd>();
        services.TryAddSingleton<UnusedStrategies>();
        services.TryAddSingleton<SignInService>();
        services.TryAddSingleton<SignOutService>();
        services.TryAddSingleton<ReturnRedirect>();
        services.TryAddSingleton<ChallengeWriter>();
        services.TryAddSingleton<HandlerLoggers>();
        services.TryAddTransient<AuthStrategyHandler>();
        services.TryAddSingleton<ForwardedSchemes>();
        services.TryAddSingleton<NamedSchemes>();
        services.AddHostedService<DefaultSchemeCheck>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, OwnRequirementsHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, AuthStrategyStartupFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExceptionHandler, UnavailableExceptionHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeveloperPageExceptionFilter, UnavailableExceptionHandler>());
    }

    // An evaluator of the application is kept.
    private static void AddPolicyEvaluator(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IPolicyEvaluator) && !service.IsKeyedService) is { } known && known.ImplementationType == typeof(PolicyEvaluator))
            services.Remove(known);
        services.TryAddTransient<IPolicyEvaluator, SchemePolicyEvaluator>();
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.TryAddSingleton<OwnSession>();
        services.TryAddSingleton<OtherSessions>();
        services.TryAddSingleton<DeviceNames>();
        services.TryAddSingleton<RefreshEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, EndpointChecks>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JsonOptions>, ConfigureEndpointJson>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JsonOptions>, ConfigureEndpointJson>());
    }
}
