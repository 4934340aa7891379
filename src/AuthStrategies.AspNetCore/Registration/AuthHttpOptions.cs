using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>How strategies meet HTTP. Set while services are registered, by one thread; checked at start, and not read again.</summary>
public sealed class AuthHttpOptions
{
    private readonly Dictionary<string, AuthStrategyHttpOptions> _strategies = new(StringComparer.Ordinal);

    /// <summary>
    /// Origins of other sites from which cookie-borne unsafe requests are accepted, for example <c>https://app.example</c>:
    /// scheme, host, and the port if it is not the usual one. Default: none.
    /// </summary>
    public IList<string> TrustedOrigins { get; } = [];

    /// <summary>
    /// Where a browser that navigates without a valid credential is sent, with the page it wanted in
    /// <see cref="ReturnUrlParameter"/>. Default: none; everybody is answered 401. Calls by scripts are answered 401 in any
    /// case. Only schemes that read a cookie redirect.
    /// </summary>
    public PathString LoginPath { get; set; }

    /// <summary>Where a browser that navigates to what its user may not see is sent. Default: none; everybody is answered 403.</summary>
    public PathString AccessDeniedPath { get; set; }

    /// <summary>The query parameter of <see cref="LoginPath"/> that holds the local address the browser wanted. Default: <c>ReturnUrl</c>.</summary>
#pragma warning disable CA1056 // It is the name of a parameter, not an address; ASP.NET Core has the same name for it.
    public string ReturnUrlParameter { get; set; } = "ReturnUrl";
#pragma warning restore CA1056

    /// <summary>
    /// After how long a client may ask again when a store cannot answer (<c>Retry-After</c> of the 503). Default: 5 seconds.
    /// 1 second to 1 hour, in whole seconds.
    /// </summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a logout also sends <c>Clear-Site-Data: "cookies"</c>, which makes the browser drop every cookie of the site.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool ClearSiteDataOnLogout { get; set; }

    /// <summary>
    /// Whether credentials are issued over plain HTTP, for work on one's own machine. Default: <see langword="false"/>. Legal in
    /// the Development environment alone; anywhere else the application does not start. Cookies stay <c>Secure</c>, which
    /// browsers accept from <c>http://localhost</c>.
    /// </summary>
    public bool AllowHttpInDevelopment { get; set; }

    /// <summary>How one strategy's credentials travel.</summary>
    /// <param name="name">The strategy's name, for example <c>Jwt</c>. A name that no strategy bears is an error at start.</param>
    /// <returns>Its options, to be changed.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    public AuthStrategyHttpOptions Strategy(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_strategies.TryGetValue(name, out AuthStrategyHttpOptions? known))
            return known;

        return _strategies[name] = new();
    }

    /// <summary>Where a strategy's credentials are looked for, defaults filled in: for whoever describes the application.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The sources; those of the defaults for a strategy of which nothing was said.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public CredentialSources SourcesOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new()).SourcesOf(strategy.Kind);
    }

    /// <summary>How sign-in hands a strategy's credentials out, defaults filled in: for whoever describes the application or plays its client.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The transport; that of the defaults for a strategy of which nothing was said.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public CredentialTransport TransportOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new()).TransportOf(strategy.Kind);
    }

    /// <summary>A strategy's cookies, to be read. Unlike <see cref="Strategy"/> it changes nothing, so any thread may ask while the application runs.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The cookies; those of the defaults for a strategy of which nothing was said.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public AuthCookieOptions CookieOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new()).Cookie;
    }

    internal IReadOnlyCollection<string> StrategyNames => _strategies.Keys;
}
