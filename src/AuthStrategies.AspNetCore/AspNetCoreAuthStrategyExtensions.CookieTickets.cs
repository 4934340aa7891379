using AuthStrategies;
using AuthStrategies.AspNetCore.CookieTickets;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AspNetCoreAuthStrategyExtensions
{
    private static readonly TimeSpan LongestTicket = TimeSpan.FromDays(400);

    /// <summary>
    /// Keeps the logins of an existing <c>AddCookie</c> scheme in the session store: its cookie becomes a short random key, its users get a list of
    /// sessions and a limit, and a session that was ended (<see cref="ISessionDirectory"/>) is refused at its next request. Handler, events,
    /// login and logout of the application stay as they are. Also for the cookie of ASP.NET Core Identity: <c>IdentityConstants.ApplicationScheme</c>.
    /// </summary>
    /// <example>
    /// <code>
    /// builder.Services.AddAuthentication().AddCookie();
    /// builder.Services.AddAuthStrategy().AddCookieTickets();
    /// </code>
    /// </example>
    /// <remarks>
    /// <para>
    /// The store has the subject of the user, which is <c>ClaimTypes.NameIdentifier</c>, <c>sub</c> or the name, and the whole ticket, encrypted with a key
    /// that the store does not have and protected with Data Protection. All nodes must share the keys of Data Protection, as for the cookie itself.
    /// </para>
    /// <para>
    /// Cookies from before the change are not accepted: each user logs in once more. A ticket that is larger than
    /// <see cref="IssueOptions.MaxItemsSize"/> is an error of the sign-in. While the store does not answer, anonymous pages work, pages that demand a user
    /// are answered 503, and sign-in and sign-out throw <see cref="AuthUnavailableException"/>; no cookie is deleted.
    /// </para>
    /// <para>
    /// <c>ExpireTimeSpan</c>, <c>SlidingExpiration</c> and the properties of a sign-in decide how long a login lasts, at most 400 days. A sign-in of the same
    /// user keeps its session; a sign-in of another user in the same browser ends it and begins another one.
    /// </para>
    /// </remarks>
    /// <param name="builder">The builder. Add the application's other strategies first: the first one is the default <see cref="IAuthStrategy"/>.</param>
    /// <param name="scheme">The scheme of <c>AddCookie</c>; also the name of the strategy in lists, logs and metrics. Default: <c>Cookies</c>.</param>
    /// <param name="configure">
    /// Sets what differs from the defaults, for example <see cref="SessionStrategyOptions.MaxSessionsPerSubject"/>. <see cref="SessionStrategyOptions.PersistentIdleTimeout"/>
    /// is <c>ExpireTimeSpan</c>, and <see cref="SessionStrategyOptions.PersistentAbsoluteTimeout"/> 400 days: set it, and no login lasts longer.
    /// </param>
    /// <returns>The builder, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="scheme"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="scheme"/> is empty or white space.</exception>
    public static IAuthStrategyBuilder AddCookieTickets(
        this IAuthStrategyBuilder builder, string scheme = CookieAuthenticationDefaults.AuthenticationScheme, Action<SessionStrategyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionMessages.RequireText(scheme, "The scheme of AddCookieTickets", "the name of a scheme of AddCookie", "AddCookieTickets(\"Cookies\")");
        IServiceCollection services = builder.Services;
        services.AddDataProtection();
        services.AddOptions<SessionStrategyOptions>(scheme).Configure<IOptionsMonitor<CookieAuthenticationOptions>>((options, cookies) => Follow(options, cookies.Get(scheme)));
        builder.AddSession(scheme, configure);
        HideFromRequests(services, scheme);

        services.TryAddSingleton<UnavailableLog>();
        services.TryAddSingleton<CookieTicketCodec>();
        services.AddKeyedSingleton(scheme, (provider, _) => ActivatorUtilities.CreateInstance<CookieTicketStore>(provider, scheme, provider));
        services.AddSingleton<IPostConfigureOptions<CookieAuthenticationOptions>>(provider => new ConfigureTicketCookie(scheme, provider));
        services.AddSingleton(new AuthStrategyOptionsCheck(provider => CookieSchemeCheck.Run(provider, scheme)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExceptionHandler, UnavailableTickets>());
        return builder;
    }

    private static void Follow(SessionStrategyOptions options, CookieAuthenticationOptions cookie)
    {
        TimeSpan idle = cookie.ExpireTimeSpan < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : cookie.ExpireTimeSpan;
        options.PersistentIdleTimeout = idle < LongestTicket ? idle : LongestTicket;
        options.PersistentAbsoluteTimeout = LongestTicket;
        // The handler replaces nothing in its cookie, so nothing may wait for it.
        options.RotateEvery = TimeSpan.Zero;
    }

    // No client presents its credentials: the cookie handler does.
    private static void HideFromRequests(IServiceCollection services, string scheme)
    {
        ServiceDescriptor added = services.Last(service => service.ServiceType == typeof(AuthStrategyDescriptor) && !service.IsKeyedService);
        services.Remove(added);
        services.AddKeyedSingleton(AuthStrategyDescriptor.InsideAnotherHandler, (provider, _) => (AuthStrategyDescriptor)added.ImplementationFactory!(provider));
        services.PostConfigure<SessionStrategyOptions>(scheme, options =>
        {
            if (options.PersistentIdleTimeout > options.PersistentAbsoluteTimeout)
                options.PersistentIdleTimeout = options.PersistentAbsoluteTimeout;
        });
    }
}
