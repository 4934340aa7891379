using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Connections;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the logins of Blazor Server's circuits true.</summary>
public static class AuthStrategyServerSideBlazorBuilderExtensions
{
    /// <summary>
    /// Re-checks the login of every circuit whose user one of the strategies recognised, and makes the user anonymous when the
    /// login expires or is ended. The login is asked about by its name, never by presenting its credential again, and an open
    /// circuit counts as activity. Users of other schemes stay as they are. Takes the place of the application's
    /// <see cref="AuthenticationStateProvider"/>.
    /// </summary>
    /// <remarks>
    /// When the store cannot answer and the last good answer is older than
    /// <see cref="SessionRevalidationOptions.RevalidationInterval"/>, the user is anonymous until somebody can tell, and then is
    /// back unless the login has ended meanwhile.
    /// </remarks>
    /// <param name="builder">What <c>AddInteractiveServerComponents</c> returns. The strategies are added with <c>AddAuthStrategy().UseAspNetCore()</c>, before or after.</param>
    /// <param name="configure">Sets what differs from the defaults, if anything; shared with SignalR. Mistakes are reported at start.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IServerSideBlazorBuilder AddSessionRevalidation(this IServerSideBlazorBuilder builder, Action<SessionRevalidationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SessionRevalidation.Add(builder.Services, configure);
        builder.Services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, CircuitSessionProvider>());
        return builder;
    }
}
