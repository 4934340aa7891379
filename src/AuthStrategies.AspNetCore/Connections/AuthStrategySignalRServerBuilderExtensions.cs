using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the logins of SignalR's connections true.</summary>
public static class AuthStrategySignalRServerBuilderExtensions
{
    /// <summary>
    /// Re-checks the login of every connection of a user whom one of the strategies recognised, and closes the connection when
    /// the login expires or is ended. The login is asked about by its name, never by presenting its credential again, and being
    /// connected counts as activity. A connection opened with a JWT is closed when the JWT expires at the latest; the client
    /// reconnects with a fresh one. Connections of nobody and of other schemes' users are left alone, and so are Blazor's
    /// circuits: see <see cref="AuthStrategyServerSideBlazorBuilderExtensions"/>.
    /// </summary>
    /// <remarks>
    /// When the store cannot answer, nothing is closed before the end that is known; but once the last good answer is older
    /// than <see cref="SessionRevalidationOptions.RevalidationInterval"/>, every invocation asks anew, and is refused with a
    /// <see cref="HubException"/> until somebody can tell. What the server sends by itself still arrives.
    /// </remarks>
    /// <param name="builder">What <c>AddSignalR</c> returns. The strategies are added with <c>AddAuthStrategy().UseAspNetCore()</c>, before or after.</param>
    /// <param name="configure">Sets what differs from the defaults, if anything; shared with Blazor. Mistakes are reported at start.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ISignalRServerBuilder AddSessionRevalidation(this ISignalRServerBuilder builder, Action<SessionRevalidationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SessionRevalidation.Add(builder.Services, configure);
        builder.Services.TryAddSingleton<HubSessionFilter>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, ConfigureHubSessions>());
        return builder;
    }
}
