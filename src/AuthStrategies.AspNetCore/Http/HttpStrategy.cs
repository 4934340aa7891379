using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>How the credentials of one strategy are sent and received. Immutable.</summary>
internal sealed class HttpStrategy
{
    private readonly AuthStrategyDescriptor _descriptor;
    private readonly Func<StrategyAbilities> _abilities;
    private readonly CredentialSources _sources;
    private readonly string[] _formerNames;

    public HttpStrategy(AuthStrategyDescriptor descriptor, AuthHttpOptions options, Func<StrategyAbilities> abilities)
    {
        _descriptor = descriptor;
        _abilities = abilities;
        _sources = options.SourcesOf(descriptor);
        Transport = options.TransportOf(descriptor);
        Cookie = options.CookieOf(descriptor);
        _formerNames = [.. Cookie.FormerNames];
        QueryStrings = options.QueryStringsOf(descriptor);
        Headers = [.. options.HeadersOf(descriptor)];
        RotateFor = options.RotateForOf(descriptor);
        SavesToken = options.SavesTokenOf(descriptor);
        UsesDPoP = options.UsesDPoP && ReadsBearer;
        RequiresDPoP = options.RequiresDPoPOf(descriptor);
        BindsDevices = DeviceBoundStrategies.Include(descriptor, options);
        RefreshesOnRequest = Cookie.RefreshesOnRequest;
        RefreshName = Cookie.RefreshName;
        FormerRefreshName = Cookie.FormerRefreshName;
    }

    public string Name => _descriptor.Name;

    public AuthStrategyKind Kind => _descriptor.Kind;

    public AuthStrategyCapabilities Capabilities => _descriptor.Capabilities;

    /// <summary>Whether its subjects are users of this application. A strategy that only verifies names the users of its issuer.</summary>
    public bool NamesOwnSubjects => Capabilities.IssuesCredentials || Capabilities.KeepsSessions;

    /// <summary>The strategy itself.</summary>
    public IAuthStrategy Strategy => Abilities.Strategy;

    /// <summary>The strategy, if it does more for cookies than for other credentials.</summary>
    public ICookieRotation? Rotation => Abilities.Rotation;

    /// <summary>The strategy, if its credentials are renewed by use and it can authenticate a request that renews nothing.</summary>
    public IAuthenticationWithoutRenewal? WithoutRenewal => Abilities.WithoutRenewal;

    /// <summary>The strategy, if it can decide between several values of its cookie.</summary>
    public ICookieCopies? Copies => Abilities.Copies;

    /// <summary>The strategy, for requests that are served by their refresh token.</summary>
    /// <exception cref="InvalidOperationException">Its capabilities say that it can, but it cannot.</exception>
    public IRefreshTokenAuthentication RefreshTokens => Abilities.RefreshTokens ?? throw new InvalidOperationException(
        $"The strategy \"{Name}\" has RefreshOnRequest, and its capabilities say AuthenticatesRefreshTokens, but it does not implement IRefreshTokenAuthentication. Implement it, or set RefreshOnRequest = false.");

    /// <summary>The strategy, if it can read the issuer that a credential names.</summary>
    public IIssuerHint? IssuerHint => Abilities.IssuerHint;

    /// <summary>The strategy, if its credentials can be bound to keys.</summary>
    public ISenderConstraint? SenderConstraint => Abilities.SenderConstraint;

    /// <summary>The strategy and what it can do; taken from the container when it is used for the first time.</summary>
    public StrategyAbilities Abilities => field ??= _abilities();

    /// <summary>Whether it reads <c>Authorization: DPoP</c>.</summary>
    public bool UsesDPoP { get; }

    /// <summary>Whether every credential must be bound to a key.</summary>
    public bool RequiresDPoP { get; }

    /// <summary>Whether browsers are asked to bind its sessions to their device.</summary>
    public bool BindsDevices { get; }

    public RotationClients RotateFor { get; }

    /// <summary>Whether a page without a valid access token is served by its refresh token.</summary>
    public bool RefreshesOnRequest { get; }

    /// <summary>The name of the refresh cookie.</summary>
    public string RefreshName { get; }

    /// <summary>The name that the refresh cookie had before pages were served by it, if it has another one now.</summary>
    public string? FormerRefreshName { get; }

    /// <summary>Whether a presented token is among the properties of the request.</summary>
    public bool SavesToken { get; }

    public CredentialTransport Transport { get; }

    public AuthCookieOptions Cookie { get; }

    /// <summary>Names that the cookie had in earlier releases.</summary>
    public IReadOnlyList<string> FormerNames => _formerNames;

    public IReadOnlyList<QueryStringSource> QueryStrings { get; }

    /// <summary>The names of other headers that carry a credential.</summary>
    public IReadOnlyList<string> Headers { get; }

    public bool ReadsBearer => (_sources & CredentialSources.Bearer) != 0;

    public bool ReadsCookie => (_sources & CredentialSources.Cookie) != 0;

    /// <summary>Whether the client may have a cookie with the strategy's credential.</summary>
    public bool UsesCookie => ReadsCookie || Transport == CredentialTransport.Cookie;

    /// <summary>
    /// Whether the client may have a cookie with a refresh token. It may have one from a time when the options were
    /// others, so the kind decides and not what the strategy issues now: a session token is refreshed itself.
    /// </summary>
    public bool HasRefreshCookie => UsesCookie && Kind != AuthStrategyKind.Session;

    /// <summary>Whether the strategy looks for its credentials where this one was found.</summary>
    public bool Reads(in PresentedCredential credential)
    {
        switch (credential.Source)
        {
            case CredentialSource.Bearer:
                return ReadsBearer;
            case CredentialSource.DPoP:
                return UsesDPoP;
            case CredentialSource.Cookie:
                return ReadsCookie && IsNameOfCookie(credential.Name);
            case CredentialSource.Query:
                return ReadsParameter(credential.Name, credential.Path);
            case CredentialSource.Header:
                return Headers.Contains(credential.Name, StringComparer.OrdinalIgnoreCase);
            default:
                return true;
        }
    }

    /// <summary>Whether a refresh may be asked for with this credential.</summary>
    public bool ReadsForRefresh(in PresentedCredential credential) =>
        Reads(credential) || (credential.Source == CredentialSource.Cookie && IsNameOfRefreshCookie(credential.Name));

    /// <summary>Whether a cookie is the refresh cookie, under its present name or the former one.</summary>
    public bool IsNameOfRefreshCookie(string name) => HasRefreshCookie && (name == RefreshName || name == FormerRefreshName);

    /// <summary>Whether a cookie is the access cookie, under its present name or a former one.</summary>
    public bool IsNameOfCookie(string name) => name == Cookie.Name || (_formerNames.Length > 0 && _formerNames.Contains(name, StringComparer.Ordinal));

    private bool ReadsParameter(string name, PathString path)
    {
        foreach (QueryStringSource source in QueryStrings)
        {
            if (source.Parameter == name && source.Covers(path))
                return true;
        }

        return false;
    }
}
