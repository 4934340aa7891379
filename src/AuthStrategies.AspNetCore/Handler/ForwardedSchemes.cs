using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>Says whether a scheme is ours, or forwards to one that is.</summary>
internal sealed class ForwardedSchemes(IAuthenticationSchemeProvider schemes, IServiceProvider services)
{
    // A longer chain is a circle.
    private const int MaxHops = 8;

    /// <summary>Whether a call of a scheme reaches our handler. True if that depends on the request, or cannot be told.</summary>
    public async ValueTask<bool> LeadsToOursAsync(AuthenticationScheme scheme, Func<AuthenticationSchemeOptions, string?> forward)
    {
        AuthenticationScheme? next = scheme;
        for (int hop = 0; hop < MaxHops && next is not null; hop++)
        {
            if (next.HandlerType == typeof(AuthStrategyHandler))
                return true;
            // With native AOT, the options of other handlers cannot be found: no warning then.
            if (OptionsOf(next) is not { } options)
                return !RuntimeFeature.IsDynamicCodeSupported;

            // The order of AuthenticationHandler<TOptions>.ResolveTarget.
            string? target = forward(options);
            if (target is null && options.ForwardDefaultSelector is not null)
                return true;
            target ??= options.ForwardDefault;
            if (target is null || target == next.Name)
                return false;
            next = await schemes.GetSchemeAsync(target).ConfigureAwait(false);
        }

        return false;
    }

    private AuthenticationSchemeOptions? OptionsOf(AuthenticationScheme scheme)
    {
        if (scheme.HandlerType == typeof(PolicySchemeHandler))
            return services.GetRequiredService<IOptionsMonitor<PolicySchemeOptions>>().Get(scheme.Name);
        if (scheme.HandlerType == typeof(CookieAuthenticationHandler))
            return services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme.Name);
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return null;

        for (Type? type = scheme.HandlerType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(AuthenticationHandler<>))
                return Read(type.GetGenericArguments()[0], scheme.Name);
        }

        return null;
    }

    [RequiresDynamicCode("Creates the type of the monitor.")]
    [UnconditionalSuppressMessage("Trimming", "IL2071", Justification = "The handler was registered with this monitor, so its type is kept.")]
    private AuthenticationSchemeOptions? Read(Type options, string name)
    {
        try
        {
            return (services.GetService(typeof(IOptionsMonitor<>).MakeGenericType(options)) as IOptionsMonitor<AuthenticationSchemeOptions>)?.Get(name);
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException or ArgumentException)
        {
            // Wrong options of another scheme are reported by that scheme.
            return null;
        }
    }
}
