using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// The cookie that carries a strategy's credential. It is always <c>HttpOnly</c>, and <c>Secure</c> except
/// with <see cref="AuthHttpOptions.AllowHttpInDevelopment"/>, which also leaves out the prefixes of the names. Set while services are
/// registered; checked at start.
/// </summary>
public sealed class AuthCookieOptions
{
    /// <summary>The end of the default name of the bound cookie (<see cref="DeviceBindingOptions.CookieName"/>).</summary>
    internal const string BoundEnding = "-bound";

    private readonly AuthHttpOptions? _all;
    private string? _name = AuthStrategyDefaults.CookieName;
    private string? _refreshName;

    /// <summary>Creates the options of a cookie with their defaults.</summary>
    public AuthCookieOptions()
    {
    }

    internal AuthCookieOptions(AuthHttpOptions all) => _all = all;

    /// <summary>
    /// The cookie's name. Default: <c>__Host-auth</c>; below a path base browsers get it with a suffix, see <see cref="NameAt"/>. A name
    /// that is set here, also the default one, is used as it is. An RFC 6265 token of at most 128 characters; with the prefix
    /// <c>__Host-</c>, which makes browsers accept it from this host only, <see cref="Path"/> stays <c>/</c> and <see cref="Domain"/> unset.
    /// </summary>
    public string Name
    {
        get => Carried(_name!);
        set => (_name, IsNameSet) = (value, true);
    }

    /// <summary>The path below which the browser sends it. Default: <c>/</c>. Must begin with a slash.</summary>
    public string Path { get; set; } = "/";

    /// <summary>
    /// The domain whose hosts all receive it. Default: none, this host only. A person who controls one of these hosts can
    /// read the cookie and set a cookie with its name.
    /// </summary>
    public string? Domain { get; set; }

    /// <summary>
    /// Whether the browser sends it with requests from other sites. Default: <see cref="SameSiteMode.Lax"/>;
    /// <see cref="SameSiteMode.Strict"/> and <see cref="SameSiteMode.None"/> are legal. With every value, unsafe requests
    /// from other sites are refused unless their origin is in <see cref="AuthHttpOptions.TrustedOrigins"/>.
    /// </summary>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>
    /// The name of the second cookie, for the refresh token of a JWT strategy. Default: <c>__Secure-auth-refresh</c>; below a path base with a
    /// suffix, see <see cref="RefreshNameAt"/>. A name that is set here is used as it is. Its path
    /// is that of the refresh endpoint, so <c>__Host-</c> is not legal here. Its other attributes are those of the first. With
    /// <see cref="AuthStrategyHttpOptions.RefreshOnRequest"/> it has the path of the first too, <c>__Host-</c> is legal under the same
    /// conditions, and the default is <c>__Host-auth-refresh</c> if they are met.
    /// </summary>
    public string RefreshName
    {
        get => Carried(IsRefreshNameSet ? _refreshName! : DefaultRefreshName);
        set => (_refreshName, IsRefreshNameSet) = (value, true);
    }

    /// <summary>
    /// Whether the browser keeps a separate cookie for each site that embeds this application (CHIPS). Default: <see langword="false"/>. Needed
    /// together with <see cref="SameSiteMode.None"/>, which browsers that block third-party cookies ignore otherwise.
    /// </summary>
    public bool Partitioned { get; set; }

    /// <summary>
    /// Names that this cookie had in earlier releases. A cookie with such a name is still accepted while the request has none with
    /// <see cref="Name"/>; the session then moves to <see cref="Name"/>. Sign-in and sign-out delete it. Default: none. Remove a name when the
    /// longest session from that time has ended: a former name without <c>__Host-</c> can be set by other hosts of the domain.
    /// </summary>
    public IList<string> FormerNames { get; } = [];

    /// <summary>
    /// Values that <see cref="Domain"/> had in earlier releases. Sign-in and sign-out delete the cookies of these domains, and so does the
    /// answer to a request with cookies of different sessions. Default: none. A cookie for this host only is always included.
    /// Together with <see cref="FormerPaths"/> at most 8 combinations.
    /// </summary>
    public IList<string> FormerDomains { get; } = [];

    /// <summary>
    /// Values that <see cref="Path"/>, or the path of the refresh endpoint, had in earlier releases, with the path base. They are treated like
    /// <see cref="FormerDomains"/>. Default: none. Each must begin with a slash.
    /// </summary>
    public IList<string> FormerPaths { get; } = [];

    /// <summary>
    /// Whether the cookie must pass over plain HTTP: it is not <c>Secure</c>, and its name has no prefix that demands it. Browsers accept
    /// <c>Secure</c> cookies from <c>http://localhost</c>, but no other client does, and no browser from another address.
    /// </summary>
    internal bool AllowsHttp => _all is { AllowHttpInDevelopment: true };

    internal bool IsNameSet { get; private set; }

    internal bool IsRefreshNameSet { get; private set; }

    /// <summary>
    /// The name under which browsers keep the cookie of an application with this path base. The default name gets a suffix, for
    /// example <c>__Host-auth.shop</c> for <c>/shop</c>, because all applications of a host would share one cookie otherwise: <c>__Host-</c>
    /// demands the path <c>/</c>. Case and a slash at the end do not matter; the suffix has at most 48 characters.
    /// </summary>
    /// <param name="pathBase">The path base; empty or <c>/</c> for the root of the host.</param>
    /// <returns>The name; <see cref="Name"/> at the root, or if it was set.</returns>
    public string NameAt(PathString pathBase) => NameWith(CookieSuffix.Of(pathBase));

    /// <summary>The same for the cookie with the refresh token.</summary>
    /// <param name="pathBase">The path base; empty or <c>/</c> for the root of the host.</param>
    /// <returns>The name; <see cref="RefreshName"/> at the root, or if it was set.</returns>
    public string RefreshNameAt(PathString pathBase) => RefreshNameWith(CookieSuffix.Of(pathBase));

    internal string NameWith(string suffix) => IsNameSet || suffix.Length == 0 ? Name : Name + suffix;

    internal string RefreshNameWith(string suffix) => IsRefreshNameSet || suffix.Length == 0 ? RefreshName : RefreshName + suffix;

    /// <summary>The names that a cookie had before it got this one.</summary>
    internal IEnumerable<string> FormerNamesOf(string present)
    {
        if (present == Name || (!IsNameSet && present.StartsWith(Name + ".", StringComparison.Ordinal)))
            return FormerNames;

        if (!IsRefreshName(present))
            return [];
        if (FormerRefreshName is { } former)
            return [former + present[RefreshName.Length..], former];

        // Its path is that of one application, so without the suffix it is no cookie of another one.
        return present != RefreshName && !RefreshesOnRequest ? [RefreshName] : [];
    }

    /// <summary>
    /// Whether a name is that of a refresh cookie from the time before the present name got a suffix. On another path than that of the
    /// refresh endpoint, it is the cookie of the application at the root.
    /// </summary>
    internal bool IsRefreshNameWithoutSuffix(string name, string present) =>
        present != RefreshName && IsRefreshName(present) && (name == RefreshName || name == FormerRefreshName);

    internal bool IsRefreshName(string name) => name == RefreshName || (!IsRefreshNameSet && name.StartsWith(RefreshName + ".", StringComparison.Ordinal));

    /// <summary>Whether requests are served by the refresh token, so that its cookie is sent with all of them.</summary>
    internal bool RefreshesOnRequest { get; set; }

    /// <summary>The name that the refresh cookie had before requests were served by it; <see langword="null"/> if it has the same.</summary>
    internal string? FormerRefreshName => !IsRefreshNameSet && RefreshName == AuthStrategyDefaults.RefreshOnRequestCookieName ? AuthStrategyDefaults.RefreshCookieName : null;

    /// <summary>The default name of the bound cookie of a session in this cookie.</summary>
    /// <param name="suffix">The suffix that names without a choice of the application have below a path base.</param>
    internal string BoundNameAt(string suffix) => Name + BoundEnding + (IsNameSet ? "" : suffix);

    internal string Carried(string name) => !AllowsHttp || name is null ? name!
        : name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) ? name["__Host-".Length..]
        : name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase) ? name["__Secure-".Length..]
        : name;

    // Another host of the domain can set a cookie without the prefix, and so log a user in to another account.
    private string DefaultRefreshName => RefreshesOnRequest && Path == "/" && Domain is null
        ? AuthStrategyDefaults.RefreshOnRequestCookieName
        : AuthStrategyDefaults.RefreshCookieName;
}
