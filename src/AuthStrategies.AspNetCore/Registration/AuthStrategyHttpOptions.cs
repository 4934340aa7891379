using AuthStrategies.AspNetCore.Registration;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>How one strategy's credentials travel. Set while services are registered; checked at start.</summary>
public sealed class AuthStrategyHttpOptions
{
    private readonly List<QueryStringSource> _queryStrings = [];

    internal AuthStrategyHttpOptions()
    {
    }

    /// <summary>
    /// How sign-in hands the credential out. Default, when <see langword="null"/>: <see cref="CredentialTransport.Bearer"/> for a
    /// JWT strategy, <see cref="CredentialTransport.Cookie"/> for all others.
    /// </summary>
    public CredentialTransport? Transport { get; set; }

    /// <summary>Where the strategy's credentials are looked for. Default, when <see langword="null"/>: where <see cref="Transport"/> puts them.</summary>
    public CredentialSources? Sources { get; set; }

    /// <summary>The cookie. Used when <see cref="Transport"/> or <see cref="Sources"/> names it.</summary>
    public AuthCookieOptions Cookie { get; } = new();

    internal IReadOnlyList<QueryStringSource> QueryStrings => _queryStrings;

    internal CredentialTransport TransportOf(AuthStrategyKind kind) =>
        Transport ?? (kind == AuthStrategyKind.Jwt ? CredentialTransport.Bearer : CredentialTransport.Cookie);

    internal CredentialSources SourcesOf(AuthStrategyKind kind) =>
        Sources ?? (TransportOf(kind) == CredentialTransport.Bearer ? CredentialSources.Bearer : CredentialSources.Cookie);

    /// <summary>
    /// Accepts the credential in the query string too, below one path: for WebSockets and server-sent events, where a
    /// browser can set no header. Query strings end up in logs and histories; accept them nowhere else.
    /// </summary>
    /// <param name="path">The path, for example <c>/hubs/chat</c>; whole segments are compared. Not the root.</param>
    /// <param name="parameter">The name of the parameter, compared exactly.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or the root, or <paramref name="parameter"/> is empty.</exception>
    public void AcceptQueryString(PathString path, string parameter = "access_token")
    {
        ArgumentException.ThrowIfNullOrEmpty(parameter);
        if (!path.HasValue || path.Value is "/")
            throw new ArgumentException("Name the path that needs it, for example \"/hubs/chat\": a credential in the query string of every request ends up in logs.", nameof(path));
        _queryStrings.Add(new(path, parameter));
    }
}
