using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Registers what connects ASP.NET Core Identity with the strategies.</summary>
internal static class IdentityRegistration
{
    public static void Add<TUser>(IServiceCollection services)
        where TUser : class
    {
        services.AddHttpContextAccessor();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, IdentitySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, IdentitySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<PolicySchemeOptions>, IdentitySchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthHttpOptions>, IdentityChecks>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthHttpOptions>, IdentityStoreCheck<TUser>>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthHttpOptions>, IdentityApplicationCookie>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, IdentityApplicationCookie>());
        services.TryAddTransient<PolicySchemeHandler>();
        services.TryAddSingleton<AccountSessions>();
        services.TryAdd(Late<IPrincipalRefresher, IdentityPrincipalRefresher<TUser>>());

        ReplaceDefault<UserManager<TUser>, IdentityUserManager<TUser>>(services);
        ReplaceDefault<SignInManager<TUser>, IdentitySignInManager<TUser>>(services);
    }

    /// <summary>Replaces the framework's class, but never the application's.</summary>
    private static void ReplaceDefault<TDefault, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TOurs>(IServiceCollection services)
        where TDefault : class
        where TOurs : class, TDefault
    {
        ServiceDescriptor? registered = services.LastOrDefault(service => service.ServiceType == typeof(TDefault) && !service.IsKeyedService);
        if (registered is null || registered.ImplementationType == typeof(TDefault))
            services.Replace(Late<TDefault, TOurs>());
    }

    // Without AddIdentity, services are missing that these need. A container that checks constructors when it is built, as in Development, would
    // say so in its own words; the check of the options says at start what to call.
    private static ServiceDescriptor Late<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TOurs>()
        where TService : class
        where TOurs : class, TService
    {
        ObjectFactory<TOurs> create = ActivatorUtilities.CreateFactory<TOurs>([]);
        return ServiceDescriptor.Scoped<TService, TOurs>(services => create(services, []));
    }
}
