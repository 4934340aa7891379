using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Authorization;
using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Endpoints;
using AuthStrategies.AspNetCore.Registration;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Responses;
using AuthStrategies.AspNetCore.Schemes;
using AuthStrategies.AspNetCore.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Serves strategies over ASP.NET Core.</summary>
public static class AspNetCoreAuthStrategyBuilderExtensions
{
    /// <summary>
    /// Adds an authentication scheme for each strategy, under its name, and <see cref="AuthStrategyDefaults.Scheme"/> for all of
    /// them, which becomes the default scheme unless the application has set another. Sessions travel in a cookie and JWTs as
    /// bearer tokens until <paramref name="configure"/> says otherwise. Adds authentication and authorization too. The order
    /// of this call and those that add strategies does not matter; calling it again adds to what is there.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from the defaults, if anything. Mistakes are reported at start, all at once.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseAspNetCore(this IAuthStrategyBuilder builder, Action<AuthHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddAuthentication();
        services.AddAuthorization();
        services.AddOptions<AuthHttpOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthHttpOptions>, AuthHttpOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AuthenticationOptions>, ConfigureAuthStrategySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, ConfigureAuthStrategySchemes>());

        services.TryAddSingleton<AuthHttpServices>();
        services.TryAddSingleton<RefreshPath>();
        services.TryAddSingleton<CookieWriter>();
        services.TryAddSingleton<TokenWriter>();
        services.TryAddSingleton<RequestAuthenticator>();
        services.TryAddSingleton<CredentialRevoker>();
        services.TryAddSingleton<SignInService>();
        services.TryAddSingleton<SignOutService>();
        services.TryAddSingleton<ChallengeWriter>();
        services.TryAddSingleton<TokenRefresher>();
        services.TryAddSingleton<OwnSession>();
        services.TryAddSingleton<PublishedOptions>();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, EndpointJson.Default));
        services.TryAddTransient<AuthStrategyHandler>();

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, FreshAuthenticationHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, AuthStrategyStartupFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExceptionHandler, StoreExceptionHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeveloperPageExceptionFilter, StoreExceptionHandler>());
        return builder;
    }
}
