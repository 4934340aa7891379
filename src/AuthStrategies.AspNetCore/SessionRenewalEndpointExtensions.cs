using AuthStrategies.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says of endpoints whether their requests count as activity of the client.</summary>
public static class SessionRenewalEndpointExtensions
{
    private static readonly DisableSessionRenewalAttribute Disabled = new();
    private static readonly EnableSessionRenewalAttribute Enabled = new();

    /// <summary>
    /// The requests of the endpoint do not count as activity: the idle end and the last activity of the session do not move, and no
    /// response replaces a cookie. For endpoints that a page calls again and again without its user. The endpoint of
    /// <c>MapAuthSession</c> has this already. See <see cref="DisableSessionRenewalAttribute"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The type of builder: of an endpoint, a group, controllers, Razor Pages, a hub.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder DisableSessionRenewal<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(Disabled);
    }

    /// <summary>
    /// The requests of the endpoint count as activity, although those of its group do not, or although it is the endpoint of
    /// <c>MapAuthSession</c>. See <see cref="EnableSessionRenewalAttribute"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The type of builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder EnableSessionRenewal<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(Enabled);
    }
}
