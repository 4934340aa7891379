using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Handler;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AspNetCoreAuthStrategyExtensions
{
    /// <summary>
    /// Moves the logins of an existing scheme of <c>AddCookie</c> without logging any user out: the first request with the old cookie begins a session of
    /// the first strategy, its answer brings the new cookie and deletes the old one, and the old cookie can begin no other session.
    /// Also for the cookie of ASP.NET Core Identity: <c>IdentityConstants.ApplicationScheme</c>. Includes <see cref="UseAspNetCore"/>.
    /// </summary>
    /// <example>
    /// <code>
    /// builder.Services.AddAuthentication().AddCookie();
    /// builder.Services.AddAuthStrategy().AddSession()
    ///     .AcceptCookies("Cookies", o => o.Until = new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero));
    /// </code>
    /// </example>
    /// <remarks>
    /// <para>
    /// Keep the call of <c>AddCookie</c> with its options and the keys of Data Protection. The old cookie is checked once, as its handler does it: expiry,
    /// ticket store, and the event <c>ValidatePrincipal</c>; the security stamp of Identity always. After that the old scheme is not asked any more, unless <see cref="AcceptedCookieOptions.MoveLogins"/> is <see langword="false"/>: all that names it, also sign-in and sign-out, is done by ours (<c>ForwardDefault</c>).
    /// </para>
    /// <para>
    /// While the new cookie was not used, the old one is accepted, so that no client is logged out that lost an answer. From its first use on, requests
    /// with the old cookie are accepted for <see cref="SessionStrategyOptions.LateRequestWindow"/>. A later one ends the session, because the cookie was copied.
    /// Where all sessions of a user or of the strategy are ended, logins that were not moved yet end too, by the time of issue of their cookies.
    /// Clients that keep no new cookies (<see cref="AuthStrategyHttpOptions.RotateFor"/>) go on with the old one until <see cref="AcceptedCookieOptions.Until"/>.
    /// </para>
    /// <para>
    /// If several nodes run, deploy with <see cref="AcceptedCookieOptions.MoveLogins"/> = <see langword="false"/> first. If several applications share the cookie, see
    /// <see cref="AcceptedCookieOptions.KeepCookie"/>.
    /// </para>
    /// </remarks>
    /// <param name="builder">The builder. Its first strategy must be a session strategy with a cookie.</param>
    /// <param name="scheme">The scheme of <c>AddCookie</c>.</param>
    /// <param name="configure">Sets <see cref="AcceptedCookieOptions.Until"/>, which is required. Mistakes are reported at start.</param>
    /// <returns>The builder, for the next call. Call this once for each scheme; several need <see cref="AcceptedCookieOptions.ShareUsers"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="scheme"/> is empty or white space.</exception>
    public static IAuthStrategyBuilder AcceptCookies(this IAuthStrategyBuilder builder, string scheme, Action<AcceptedCookieOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionMessages.RequireText(scheme, "The scheme of AcceptCookies", "the name of a scheme of AddCookie", "AcceptCookies(\"Cookies\", o => o.Until = …)");
        ArgumentNullException.ThrowIfNull(configure);
        builder.UseAspNetCore();
        IServiceCollection services = builder.Services;
        services.AddOptions<AcceptedCookieOptions>(scheme).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AcceptedCookieOptions>, AcceptedCookieOptionsValidator>());
        services.AddSingleton(new AcceptedCookieScheme(scheme));
        services.TryAddSingleton<FormerPeriod>();
        services.TryAddSingleton<FormerEvents>();
        services.TryAddSingleton<FormerSecret>();
        services.TryAddSingleton<FormerCookieReader>();
        services.TryAddSingleton<RefusedFormerLogins>();
        services.TryAddSingleton<FormerMover>();
        services.TryAddSingleton<FormerCookies>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFormerLoginSource, AcceptedCookieSource>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, FormerSchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthStrategySchemeOptions>, FormerSchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, FormerCookiesStart>());
        return builder;
    }
}
