using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>How strategies use HTTP. Set while services are registered, by one thread; checked at start; later changes have no effect.</summary>
public sealed class AuthHttpOptions
{
    private readonly Dictionary<string, AuthStrategyHttpOptions> _strategies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _mistakes = new(StringComparer.Ordinal);
    private string? _loginPath;
    private string? _logoutPath;
    private string? _accessDeniedPath;
    private string? _returnUrlParameter;

    /// <summary>
    /// How sign-in sends the credential of each strategy that does not say otherwise (<see cref="AuthStrategyHttpOptions.Transport"/>): set it, and
    /// the clients of the application notice no difference when the strategy changes. Default, when <see langword="null"/>:
    /// <see cref="CredentialTransport.Bearer"/> for a JWT strategy, <see cref="CredentialTransport.Cookie"/> for all others.
    /// </summary>
    public CredentialTransport? Transport { get; set; }

    /// <summary>
    /// Origins of other sites whose pages may send unsafe requests with our cookies, for example <c>https://app.example</c>:
    /// scheme, host, and the port if it is not the default one. Default: none. Also of a web view or a browser extension, for example
    /// <c>capacitor://localhost</c> and <c>chrome-extension://…</c>, which is compared exactly. <c>null</c> is never trusted.
    /// </summary>
    public IList<string> TrustedOrigins { get; } = [];

    /// <summary>
    /// Where a browser that opens a page without a valid credential is redirected to, with the address of the page in
    /// <see cref="ReturnUrlParameter"/>. Default: none, or with <c>UseIdentity</c> the path of <c>ConfigureApplicationCookie</c>; without
    /// a path, which you can also set (an empty text), the answer is 401. Requests from scripts are always answered 401.
    /// Only schemes that read a cookie redirect. A sign-in on this path redirects back if that address is local. It begins with exactly
    /// one slash and contains no query and no fragment; otherwise an error at start.
    /// </summary>
    public string? LoginPath
    {
        get => _loginPath;
        set => _loginPath = value;
    }

    /// <summary>
    /// Where a browser is redirected to that opens a page its user may not see, with the address of the page in
    /// <see cref="ReturnUrlParameter"/>. Default and legal paths: as for <see cref="LoginPath"/>; without a path the answer is 403.
    /// </summary>
    public string? AccessDeniedPath
    {
        get => _accessDeniedPath;
        set => _accessDeniedPath = value;
    }

    /// <summary>
    /// Chooses where a browser is redirected to that opens a page without a valid credential, for example by the host or the language
    /// of the request. Default: none; <see cref="LoginPath"/> counts.
    /// </summary>
    /// <remarks>
    /// <para>
    /// It returns an address of this host, which begins with exactly one slash, or with <c>~/</c> for the root of the application; or an
    /// absolute <c>http</c> or <c>https</c> address, also of another host. Text that comes from the request must not choose the host. With
    /// <see langword="null"/>, <see cref="LoginPath"/> counts, and without it the answer is 401. Any other text, also an empty one, is an
    /// <see cref="InvalidOperationException"/> at that request. An exception of the function is not caught. Neither changes the session.
    /// </para>
    /// <para>
    /// The address of the page is added in <see cref="ReturnUrlParameter"/>, before a fragment, unless the address has this parameter: as a
    /// path for this host, and as an absolute address for another one. It is called for browsers that open a page only, and by a sign-in
    /// with a return address: that redirects back if the function returns the path of the sign-in. Several threads may call it.
    /// </para>
    /// </remarks>
    public Func<HttpContext, string?>? LoginLocation { get; set; }

    /// <summary>
    /// Chooses where a browser is redirected to that opens a page its user may not see. Default: none; <see cref="AccessDeniedPath"/> counts.
    /// The rules are those of <see cref="LoginLocation"/>.
    /// </summary>
    public Func<HttpContext, string?>? AccessDeniedLocation { get; set; }

    /// <summary>
    /// The path on which a sign-out redirects to the local address in <see cref="ReturnUrlParameter"/>. Default and legal paths: as
    /// for <see cref="LoginPath"/>; without a path only <c>AuthenticationProperties.RedirectUri</c> redirects.
    /// </summary>
    public string? LogoutPath
    {
        get => _logoutPath;
        set => _logoutPath = value;
    }

    /// <summary>The query parameter of <see cref="LoginPath"/> that contains the local address of the page. Default: <c>ReturnUrl</c>, or with <c>UseIdentity</c> that of <c>ConfigureApplicationCookie</c>.</summary>
#pragma warning disable CA1056 // It is the name of a parameter, not an address; ASP.NET Core uses the same name.
    public string ReturnUrlParameter
    {
        get => _returnUrlParameter ?? "ReturnUrl";
        set => _returnUrlParameter = value;
    }
#pragma warning restore CA1056

    /// <summary>
    /// The path under which browsers reach the application, for example <c>/shop</c>. Redirects, the names of the cookies and the
    /// path of the refresh cookie are built on it. Default: none set; it is then the path base that the authentication sees, from the
    /// server, <c>UsePathBase</c> or <c>X-Forwarded-Prefix</c>. Set it if a proxy removes the path and sends no such header, or if
    /// <c>UsePathBase</c> comes after the authentication. <c>/</c> says that there is none. At most 256 characters that begin with exactly
    /// one slash, without a query, semicolons and commas; otherwise an error at start.
    /// </summary>
    public string? PathBase { get; set; }

    /// <summary>
    /// The query parameter of <see cref="LoginPath"/> that says why the session of the browser has ended, for example
    /// <c>endReason=SessionLimit</c>; the login page reads it with <c>HttpContext.FindSessionEndReason()</c>. Default: <c>endReason</c>. With
    /// <see langword="null"/> or an empty text nothing is added. It differs from <see cref="ReturnUrlParameter"/>.
    /// </summary>
    /// <remarks>
    /// Only a browser with a credential of the session is redirected so. The value is a name of <see cref="SessionEndReason"/>, never a text or code
    /// of the application: everyone can write such a link. An address that contains the parameter stays as it is.
    /// </remarks>
    public string? EndReasonParameter { get; set; } = "endReason";

    /// <summary>
    /// How much of a client's address sessions and events contain. Default: <see cref="ClientAddressRecording.Shortened"/>. An address is
    /// personal data. Behind a proxy, call <c>UseForwardedHeaders</c> before <c>UseAuthentication</c>, or it is the address of the proxy.
    /// </summary>
    public ClientAddressRecording ClientAddress { get; set; } = ClientAddressRecording.Shortened;

    /// <summary>
    /// Whether sessions and events contain the <c>User-Agent</c> of the client. Default: <see langword="true"/>.
    /// </summary>
    public bool RecordUserAgent { get; set; } = true;

    /// <summary>
    /// Names the device of a client for the list of sessions, for example "Firefox on Linux". Default: none; the list then has no names.
    /// It is called for each session when the list is asked for, by several threads. With <see langword="null"/>, and if it throws, the session
    /// has no name. Every library that reads user agents can be used here; none is built in.
    /// </summary>
    public Func<ClientFacts, string?>? DeviceName { get; set; }

    /// <summary>
    /// After how long a client may try again when a store does not answer (<c>Retry-After</c> of the 503). It is longer where the part that failed
    /// makes no new attempt before (<see cref="AuthUnavailableException.RetryAfter"/>). Default: 5 seconds. 1 second to 1 hour, in whole seconds.
    /// </summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a logout also sends <c>Clear-Site-Data: "cookies"</c>, which makes the browser delete every cookie of the site.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool ClearSiteDataOnLogout { get; set; }

    /// <summary>
    /// Whether credentials are issued over plain HTTP, for work on a developer's machine. Default: <see langword="false"/>. Allowed
    /// in the Development environment only; in others the application does not start. Write
    /// <c>o.AllowHttpInDevelopment = builder.Environment.IsDevelopment()</c>. The cookies are then not <c>Secure</c>, and their names have no
    /// prefix (<c>auth</c> instead of <c>__Host-auth</c>), so that every client keeps them, also under the address of the machine in its
    /// network. Not legal with <see cref="SameSiteMode.None"/> and <see cref="AuthCookieOptions.Partitioned"/>, which demand HTTPS.
    /// </summary>
    public bool AllowHttpInDevelopment { get; set; }

    /// <summary>Sets the paths that the application did not set.</summary>
    internal void SetDefaultPaths(string? login, string? logout, string? accessDenied, string returnUrlParameter)
    {
        _loginPath ??= login;
        _logoutPath ??= logout;
        _accessDeniedPath ??= accessDenied;
        _returnUrlParameter ??= returnUrlParameter;
    }

    /// <summary>How the credentials of one strategy are sent and received.</summary>
    /// <param name="name">The strategy's name, for example <c>Jwt</c>. A name that no strategy has, and that no word in the configuration could give one, is an error at start.</param>
    /// <returns>Its options, which the caller may change.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/>, empty or white space.</exception>
    public AuthStrategyHttpOptions Strategy(string name)
    {
        OptionMessages.RequireText(name, "The name of Strategy", "the name of a strategy", "o.Strategy(\"Jwt\").Transport = CredentialTransport.Cookie");
        if (_strategies.TryGetValue(name, out AuthStrategyHttpOptions? known))
            return known;

        return _strategies[name] = new(this);
    }

    /// <summary>Where a strategy's credentials are read from, with defaults filled in. For code that describes the application.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The sources; the defaults for a strategy without options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public CredentialSources SourcesOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).SourcesOf(strategy.Kind);
    }

    /// <summary>How sign-in sends a strategy's credentials, with defaults filled in. For code that describes the application or acts as its client.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The transport; the default for a strategy without options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public CredentialTransport TransportOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).TransportOf(strategy.Kind);
    }

    /// <summary>A strategy's cookies. Unlike <see cref="Strategy"/> this changes nothing, so any thread may call it while the application runs.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The cookies; the defaults for a strategy without options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public AuthCookieOptions CookieOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).Cookie;
    }

    /// <summary>The names of the other headers that a strategy's credentials are read from. For code that describes the application or acts as its client.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The names of <see cref="AuthStrategyHttpOptions.AcceptHeader"/>; empty for a strategy without any.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public IReadOnlyList<string> HeadersOf(AuthStrategyDescriptor strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).Headers;
    }

    internal IReadOnlyList<QueryStringSource> QueryStringsOf(AuthStrategyDescriptor strategy) =>
        (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).QueryStrings;

    internal RotationClients RotateForOf(AuthStrategyDescriptor strategy) =>
        (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).RotateFor;

    internal bool SavesTokenOf(AuthStrategyDescriptor strategy) => (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).SaveToken;

    internal bool RequiresDPoPOf(AuthStrategyDescriptor strategy) => (_strategies.GetValueOrDefault(strategy.Name) ?? new(this)).RequireDPoP;

    /// <summary>Whether the application called <c>UseDPoP</c>.</summary>
    internal bool UsesDPoP { get; set; }

    /// <summary>Whether <c>UseDeviceBinding()</c> was called.</summary>
    internal bool UsesDeviceBinding { get; set; }

    /// <summary>The mistakes in the configuration of all strategies that these options were read from.</summary>
    internal List<string> ConfigurationMistakes { get; } = [];

    /// <summary>The same in the section of one strategy. They are no errors while the strategy is not used.</summary>
    internal List<string> MistakesOf(string strategy)
    {
        if (!_mistakes.TryGetValue(strategy, out List<string>? mistakes))
            _mistakes[strategy] = mistakes = [];
        return mistakes;
    }

    /// <summary>The keys of the configuration that these options were read from.</summary>
    internal ConfiguredNames ConfiguredNames { get; } = new();

    internal IReadOnlyCollection<string> StrategyNames => _strategies.Keys;
}
