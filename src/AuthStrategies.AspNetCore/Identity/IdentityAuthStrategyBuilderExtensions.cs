using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Serves ASP.NET Core Identity.</summary>
public static class IdentityAuthStrategyBuilderExtensions
{
    /// <summary>
    /// Lets ASP.NET Core Identity issue its logins through the strategies: whatever its <see cref="SignInManager{TUser}"/> signs in,
    /// refreshes and signs out on <see cref="IdentityConstants.ApplicationScheme"/> is a login of the first strategy. Cookies for
    /// external logins and second factors stay Identity's. A changed password, and whatever else renews the security stamp, ends the
    /// user's other logins at once. Includes <see cref="AspNetCoreAuthStrategyBuilderExtensions.UseAspNetCore"/>.
    /// </summary>
    /// <remarks>
    /// Principals bear the long claim names that Identity looks for (<see cref="ClaimNaming.DotNet"/>) unless a strategy's own options
    /// say otherwise. The order of this call, of those that add strategies and of <c>AddIdentity</c> does not matter. An application
    /// that registers a <see cref="UserManager{TUser}"/> or <see cref="SignInManager{TUser}"/> of its own keeps it: the first then ends
    /// other logins itself, by <see cref="ISessionDirectory.RevokeAllAsync"/>; the second recognises users by the strategy's name,
    /// which is the authentication type of their identities.
    /// </remarks>
    /// <typeparam name="TUser">The user of the application's Identity.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseIdentity<TUser>(this IAuthStrategyBuilder builder)
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseAspNetCore();
        IServiceCollection services = builder.Services;
        services.AddHttpContextAccessor();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, IdentitySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, IdentitySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<PolicySchemeOptions>, IdentitySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthHttpOptions>, IdentityChecks>());
        services.TryAddTransient<PolicySchemeHandler>();
        services.TryAddSingleton<OtherSessions>();

        // First of all, so that what the application says of a strategy counts, whenever it said so.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SessionStrategyOptions>>(
            new ConfigureNamedOptions<SessionStrategyOptions>(name: null, options => options.ClaimNaming = ClaimNaming.DotNet)));
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<JwtStrategyOptions>>(
            new ConfigureNamedOptions<JwtStrategyOptions>(name: null, options => options.ClaimNaming = ClaimNaming.DotNet)));

        ReplaceStock<UserManager<TUser>, IdentityUserManager<TUser>>(services);
        ReplaceStock<SignInManager<TUser>, IdentitySignInManager<TUser>>(services);
        return builder;
    }

    /// <summary>Puts ours in the place of the framework's class, or of none; never in that of the application's.</summary>
    private static void ReplaceStock<TStock, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TOurs>(IServiceCollection services)
        where TStock : class
        where TOurs : class, TStock
    {
        ServiceDescriptor? registered = services.LastOrDefault(service => service.ServiceType == typeof(TStock) && !service.IsKeyedService);
        if (registered is null || registered.ImplementationType == typeof(TStock))
            services.Replace(ServiceDescriptor.Scoped<TStock, TOurs>());
    }
}
