using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Demands an endpoint can make, whatever it was mapped with: minimal APIs, controllers, Razor Pages, hubs.</summary>
public static class AuthStrategyEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Demands that the user logged in not longer ago than <paramref name="maxAge"/>. An older login is answered 401 with
    /// <c>insufficient_user_authentication</c> and <c>max_age</c> (RFC 9470 §3): the client lets the user log in again. Refreshing
    /// does not help, for it proves nothing.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="maxAge">At least one second.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    public static TBuilder RequireFreshAuthentication<TBuilder>(this TBuilder builder, TimeSpan maxAge)
        where TBuilder : IEndpointConventionBuilder
    {
        AuthorizationPolicy policy = new AuthorizationPolicyBuilder().RequireFreshAuthentication(maxAge).Build();
        return builder.RequireAuthorization(policy);
    }

    /// <summary>Demands a recent login as part of a policy; see the overload for endpoints.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="maxAge">At least one second.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    public static AuthorizationPolicyBuilder RequireFreshAuthentication(this AuthorizationPolicyBuilder policy, TimeSpan maxAge)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.RequireAuthenticatedUser().AddRequirements(new FreshAuthenticationRequirement(maxAge));
    }

    /// <summary>
    /// Refuses requests that a browser makes for another site's sake, with 403: for the login endpoint, whose request carries
    /// no cookie yet that would be protected anyway. Requests that no browser made pass. Safe methods (GET, HEAD, OPTIONS) pass.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        // At the very end, when whatever maps the endpoint has made its delegate.
        builder.Finally(SameOriginGuard.Put);
        return builder;
    }
}
