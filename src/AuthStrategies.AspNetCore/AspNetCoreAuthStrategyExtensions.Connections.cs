using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Connections;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

// Connections that outlive a request.
public static partial class AspNetCoreAuthStrategyExtensions
{
    /// <summary>
    /// Re-checks the session of each SignalR connection whose user a strategy authenticated, and closes the connection when the
    /// session expires or is ended. Checks use the session id, not the credential, and count as activity of the session. A
    /// connection opened with a JWT is closed when the JWT expires at the latest; the client reconnects with a new one.
    /// Connections of anonymous users, of users of other schemes and of Blazor circuits are not closed.
    /// </summary>
    /// <remarks>
    /// When the session store does not answer, no connection is closed before its known end. Once the last good answer is older
    /// than <see cref="SessionRevalidationOptions.RevalidationInterval"/>, each invocation asks again, and is refused with a
    /// <see cref="HubException"/> until the store answers. Messages that the server sends still arrive.
    /// </remarks>
    /// <param name="builder">What <c>AddSignalR</c> returns. The strategies are added with <c>AddAuthStrategy().UseAspNetCore()</c>, before or after.</param>
    /// <param name="configure">Sets what differs from the defaults; shared with Blazor. Mistakes are reported at start.</param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
#pragma warning disable RS0026 // The overloads extend different builders, so an argument can never fit both.
    public static ISignalRServerBuilder AddSessionRevalidation(this ISignalRServerBuilder builder, Action<SessionRevalidationOptions>? configure = null)
#pragma warning restore RS0026
    {
        ArgumentNullException.ThrowIfNull(builder);
        SessionRevalidation.Add(builder.Services, configure);
        builder.Services.TryAddSingleton<HubSessionFilter>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, ConfigureHubSessions>());
        return builder;
    }

    /// <summary>
    /// Re-checks the session of each Blazor Server circuit whose user a strategy authenticated, and makes the user anonymous when
    /// the session expires or is ended. Checks use the session id, not the credential, and count as activity of the session.
    /// Users of other schemes do not change. Replaces the application's <see cref="AuthenticationStateProvider"/>.
    /// </summary>
    /// <remarks>
    /// When the session store does not answer and the last good answer is older than
    /// <see cref="SessionRevalidationOptions.RevalidationInterval"/>, the user is anonymous until the store answers, and then
    /// authenticated again unless the session has ended.
    /// </remarks>
    /// <param name="builder">What <c>AddInteractiveServerComponents</c> returns. The strategies are added with <c>AddAuthStrategy().UseAspNetCore()</c>, before or after.</param>
    /// <param name="configure">Sets what differs from the defaults; shared with SignalR. Mistakes are reported at start.</param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
#pragma warning disable RS0026 // The overloads extend different builders, so an argument can never fit both.
    public static IServerSideBlazorBuilder AddSessionRevalidation(this IServerSideBlazorBuilder builder, Action<SessionRevalidationOptions>? configure = null)
#pragma warning restore RS0026
    {
        ArgumentNullException.ThrowIfNull(builder);
        SessionRevalidation.Add(builder.Services, configure);
        builder.Services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, CircuitSessionProvider>());
        return builder;
    }
}
