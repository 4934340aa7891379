using System.Diagnostics.CodeAnalysis;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

public static partial class AuthStrategyEndpointExtensions
{
    /// <summary>
    /// POST below the path: <c>/register</c>, where a browser registers the key of a new session, and <c>/refresh</c>, where it gets a new bound cookie for a
    /// proof of the key (W3C Device Bound Session Credentials). For the browser only, which finds both addresses itself. Needs <c>UseDeviceBinding()</c>.
    /// 403 with a challenge asks for a proof; Chromium forgets its key after every other answer from 300 to 499 except 407, and not after 503. So rate limiting of
    /// these endpoints must answer 503 and not 429.
    /// </summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <param name="pattern">The path above both. Without route parameters.</param>
    /// <returns>The builder for conventions of both, for example a host name. Rate limiting must answer 503.</returns>
    public static IEndpointConventionBuilder MapAuthDeviceBinding(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/device") =>
        DeviceEndpoints.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// Requires a session that is bound to the device of the request: others are answered 403. A browser without device-bound sessions never meets it, and
    /// any browser only when it has registered its key, a moment after the sign-in. Needs <c>UseDeviceBinding()</c>.
    /// </summary>
    /// <typeparam name="TBuilder">The type of builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder RequireDeviceBinding<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.RequireAuthorization(new AuthorizationPolicyBuilder().RequireDeviceBinding().Build());
        // Without its handler the requirement would refuse each user, and nothing would say why.
        builder.Finally(static endpoint => DeviceEndpoints.ThrowIfUnused(endpoint.ApplicationServices, nameof(RequireDeviceBinding)));
        return builder;
    }

    /// <summary>Requires a device-bound session as part of a policy; see the overload for endpoints.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is <see langword="null"/>.</exception>
    public static AuthorizationPolicyBuilder RequireDeviceBinding(this AuthorizationPolicyBuilder policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.RequireAuthenticatedUser().AddRequirements(new DeviceBindingRequirement());
    }
}
