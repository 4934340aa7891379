using AuthStrategies.AspNetCore.Options;

namespace AuthStrategies.AspNetCore;

/// <summary>How the credentials of one strategy are sent and received. Set while services are registered; checked at start.</summary>
public sealed class AuthStrategyHttpOptions
{
    private readonly List<QueryStringSource> _queryStrings = [];
    private readonly List<string> _headers = [];

    private readonly AuthHttpOptions _all;

    internal AuthStrategyHttpOptions(AuthHttpOptions all) => (_all, Cookie) = (all, new(all));

    /// <summary>
    /// How sign-in sends the credential. Default, when <see langword="null"/>: <see cref="AuthHttpOptions.Transport"/>, and if that is
    /// <see langword="null"/> too, <see cref="CredentialTransport.Bearer"/> for a JWT strategy, <see cref="CredentialTransport.Cookie"/> for all others.
    /// </summary>
    public CredentialTransport? Transport { get; set; }

    /// <summary>Where the strategy's credentials are read from. Default, when <see langword="null"/>: from where <see cref="Transport"/> sends them to.</summary>
    public CredentialSources? Sources { get; set; }

    /// <summary>The cookie. Used when <see cref="Transport"/> or <see cref="Sources"/> includes the cookie.</summary>
    public AuthCookieOptions Cookie { get; }

    /// <summary>
    /// Whose cookies are rotated by ordinary responses, when the strategy says that it is time (for sessions
    /// <see cref="SessionStrategyOptions.RotateEvery"/>). Other clients keep their cookie until they refresh it. A strategy without
    /// <see cref="ICookieRotation"/>, and a JWT, ignore it. Default: <see cref="RotationClients.Browsers"/>. Another number is an
    /// error at start.
    /// </summary>
    public RotationClients RotateFor { get; set; }

    /// <summary>
    /// Whether a page whose access token is absent or has expired is served by the refresh token, and its response brings the next access
    /// token: a user of server-rendered pages stays logged in without a script that refreshes. Only the GET requests of a browser that
    /// opens a page, from this site or from no site (<c>Sec-Fetch-Mode: navigate</c>, <c>Sec-Fetch-Site: same-origin</c>, <c>same-site</c> or <c>none</c>). The
    /// refresh cookie is then sent with every request: it has the path of <see cref="Cookie"/>. Only for a strategy that issues refresh tokens
    /// and whose tokens are sent in and read from cookies; otherwise an error at start. Default: <see langword="false"/>.
    /// </summary>
    public bool RefreshOnRequest
    {
        get => Cookie.RefreshesOnRequest;
        set => Cookie.RefreshesOnRequest = value;
    }

    /// <summary>
    /// Whether the token of a request is among its properties, so that <c>HttpContext.GetTokenAsync("access_token")</c> returns it, for
    /// example to call another service with it; as <c>SaveToken</c> of <c>AddJwtBearer</c>. Only a token from a header or a query string,
    /// never from a cookie, which scripts of the page cannot read either. Not for a session strategy, whose properties have the tokens that
    /// were stored at sign-in: an error at start. Default: <see langword="false"/>.
    /// </summary>
    public bool SaveToken { get; set; }

    /// <summary>
    /// Whether every credential of the strategy must be bound to a key of its client (DPoP, RFC 9449): a sign-in without a proof is answered 400, and a
    /// credential that is bound to no key is refused. Only with <c>UseDPoP()</c>, and for a strategy whose credentials are sent and read as bearer tokens and
    /// nowhere else; otherwise an error at start. Default: <see langword="false"/>; a client decides at sign-in whether it sends a proof.
    /// </summary>
    public bool RequireDPoP { get; set; }

    internal IReadOnlyList<QueryStringSource> QueryStrings => _queryStrings;

    internal IReadOnlyList<string> Headers => _headers;

    // By the kind in the descriptor and not by its capabilities: these are computed from the strategy's options, and a mistake in
    // those would be reported by the check of these.
    internal CredentialTransport TransportOf(AuthStrategyKind kind) =>
        Transport ?? _all.Transport ?? (kind == AuthStrategyKind.Jwt ? CredentialTransport.Bearer : CredentialTransport.Cookie);

    internal CredentialSources SourcesOf(AuthStrategyKind kind) =>
        Sources ?? (TransportOf(kind) == CredentialTransport.Bearer ? CredentialSources.Bearer : CredentialSources.Cookie);

    /// <summary>
    /// Also accepts the credential in the query string of requests to one path and the paths below it. Use it for WebSockets and
    /// server-sent events, where a browser cannot set a header. Do not use it elsewhere: query strings appear in logs and browser histories.
    /// </summary>
    /// <param name="path">The path, for example <c>/hubs/chat</c>; whole segments are compared, without case. It begins with a slash and is not the root.</param>
    /// <param name="parameter">The name of the parameter, compared with case. Default: <c>access_token</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, the root or without a slash at its beginning, or <paramref name="parameter"/> is empty.</exception>
    public void AcceptQueryString(string path, string parameter = "access_token")
    {
        OptionMessages.RequireText(parameter, "The parameter of AcceptQueryString", "the name of a parameter", "AcceptQueryString(\"/hubs/chat\", \"access_token\")");
        if (path is not ['/', not ('/' or '\\'), ..])
            throw new ArgumentException(OptionMessages.Invalid("The path of AcceptQueryString", OptionMessages.Quoted(path), "a path below the root that begins with one slash, because query strings appear in logs", "AcceptQueryString(\"/hubs/chat\")"), nameof(path));
        _queryStrings.Add(new(path, parameter));
    }

    /// <summary>
    /// Also accepts the credential in a header of another name than <c>Authorization</c>, for example <c>X-Token</c>. The value is the
    /// credential and nothing else, without a scheme such as <c>Bearer</c>. With <see cref="Sources"/> =
    /// <see cref="CredentialSources.None"/> it is the only place. It counts like every other credential: one in this header and one
    /// elsewhere, or this header twice, is a malformed request. Scripts of other sites cannot set it unless CORS allows them.
    /// </summary>
    /// <param name="name">
    /// The name of the header, compared without case: an RFC 9110 token of at most 128 characters that has no other meaning, unlike
    /// <c>Authorization</c>, <c>Cookie</c> or <c>Host</c>. Another name, or the same one twice, is an error at start. Several strategies may
    /// accept the same header.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    public void AcceptHeader(string name)
    {
        OptionMessages.RequireText(name, "The name of AcceptHeader", "the name of a header", "AcceptHeader(\"X-Token\")");
        _headers.Add(name);
    }
}
