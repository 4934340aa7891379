using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Authorization;
using AuthStrategies.AspNetCore.Endpoints;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Keys;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AspNetCoreAuthStrategyExtensions
{
    /// <summary>
    /// Binds the sessions of browsers to their devices (W3C Device Bound Session Credentials, DBSC): after a sign-in the browser registers a key that does not
    /// leave the device, and gets a short-lived cookie again and again by proving it. A copied session cookie is of no use without it. Browsers without
    /// the feature go on as before; <c>RequireDeviceBinding()</c> demands it for chosen endpoints. Includes <see cref="UseAspNetCore"/>.
    /// </summary>
    /// <remarks>
    /// Map the endpoints of the browser too: <c>app.MapAuthDeviceBinding()</c>. It is for session strategies, and others that state <see cref="AuthStrategyCapabilities.BindsDevices"/>, whose credential is in a cookie. All nodes must share the keys
    /// of Data Protection, and must call this: others refuse bound sessions. So call it with <see cref="DeviceBindingOptions.OfferRegistration"/> = <see langword="false"/> on all nodes
    /// first. A strategy with a partitioned cookie is an error at start, because browsers bind none.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options that differ from their defaults. Mistakes are reported at start.</param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseDeviceBinding(this IAuthStrategyBuilder builder, Action<DeviceBindingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseAspNetCore();
        IServiceCollection services = builder.Services;
        services.AddDataProtection();
        services.AddOptions<AuthHttpOptions>().Configure(static options => options.UsesDeviceBinding = true);
        services.AddOptions<DeviceBindingOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeviceBindingOptions>, DeviceBindingOptionsValidator>());
        services.TryAddSingleton<DeviceStatements>();
        services.TryAddSingleton<DeviceEndpointPaths>();
        services.TryAddSingleton(static provider => new BoundCookies(
            provider.GetRequiredService<DeviceStatements>(),
            provider.GetRequiredService<IOptions<DeviceBindingOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            () => provider.GetRequiredService<StrategyList>().All));
        services.TryAddSingleton<DeviceChallenges>();
        services.TryAddSingleton<DeviceRegistrationOffer>();
        services.TryAddSingleton(static provider => new DeviceProofVerifier(provider.GetRequiredService<IOptions<DeviceBindingOptions>>().Value.Algorithms));
        services.TryAddSingleton<DeviceRefusals>();
        services.TryAddSingleton<DeviceAnswers>();
        services.TryAddSingleton<DeviceReports>();
        services.TryAddSingleton<RegisterDeviceEndpoint>();
        services.TryAddSingleton<RefreshDeviceEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, DeviceBindingHandler>());
        return builder;
    }
}
