using AuthStrategies.AspNetCore.Registration;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Requests;

/// <summary>One strategy, and how its credentials travel. Immutable.</summary>
internal sealed class HttpStrategy
{
    private readonly Func<IAuthStrategy> _strategy;
    private readonly Func<bool> _keepsLogins;
    private readonly CredentialSources _sources;
    private readonly IReadOnlyList<QueryStringSource> _queryStrings;
    private bool? _keeps;

    public HttpStrategy(AuthStrategyDescriptor descriptor, AuthStrategyHttpOptions options, Func<IAuthStrategy> strategy, Func<bool> keepsLogins)
    {
        Name = descriptor.Name;
        Kind = descriptor.Kind;
        Transport = options.TransportOf(descriptor.Kind);
        _sources = options.SourcesOf(descriptor.Kind);
        _queryStrings = options.QueryStrings;
        _strategy = strategy;
        _keepsLogins = keepsLogins;
        Cookie = options.Cookie;
    }

    public string Name { get; }

    public AuthStrategyKind Kind { get; }

    public CredentialTransport Transport { get; }

    public AuthCookieOptions Cookie { get; }

    public IReadOnlyList<QueryStringSource> QueryStrings => _queryStrings;

    public bool ReadsBearer => _sources.HasFlag(CredentialSources.Bearer);

    public bool ReadsCookie => _sources.HasFlag(CredentialSources.Cookie);

    /// <summary>Whether the strategy's credential may be in a cookie of the client's.</summary>
    public bool UsesCookie => ReadsCookie || Transport == CredentialTransport.Cookie;

    /// <summary>The strategy itself; made when it is first asked for.</summary>
    public IAuthStrategy Strategy => field ??= _strategy();

    /// <summary>Whether the sessions its credentials name are in this application's store. Those of a JWT strategy that issues no refresh tokens are elsewhere, if anywhere.</summary>
    public bool KeepsSessions => _keeps ??= _keepsLogins();

    public bool Reads(in PresentedCredential credential)
    {
        switch (credential.Source)
        {
            case CredentialSource.Bearer:
                return ReadsBearer;
            case CredentialSource.Cookie:
                return ReadsCookie && credential.Name == Cookie.Name;
            case CredentialSource.Query:
                return ReadsParameter(credential.Name, credential.Path);
            default:
                return true;
        }
    }

    private bool ReadsParameter(string name, PathString path)
    {
        foreach (QueryStringSource source in _queryStrings)
        {
            if (source.Parameter == name && source.Covers(path))
                return true;
        }

        return false;
    }
}
