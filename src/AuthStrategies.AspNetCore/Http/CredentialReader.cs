using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Finds every credential in a request, at all places where a strategy looks for one. A thread-safe singleton.</summary>
internal sealed class CredentialReader
{
    private const string MoreThanOne = "The request contains more than one credential; exactly one is allowed.";

    private readonly IReadOnlyList<HttpStrategy> _strategies;
    private readonly CookieNamesByBase _cookies;
    private readonly OriginalAddress _address;
    private readonly QueryStringSource[] _queryStrings;
    private readonly string[] _parameters;
    private readonly string[] _headers;
    private readonly bool _readsBearer;
    private readonly bool _readsDPoP;

    public CredentialReader(IReadOnlyList<HttpStrategy> strategies, OriginalAddress address)
    {
        _address = address;
        _cookies = new(strategies, address.Configured);
        _strategies = strategies;
        _readsBearer = strategies.Any(strategy => strategy.ReadsBearer);
        _readsDPoP = strategies.Any(strategy => strategy.UsesDPoP);
        _headers = [.. strategies.SelectMany(strategy => strategy.Headers).Distinct(StringComparer.OrdinalIgnoreCase)];
        _queryStrings = [.. strategies.SelectMany(strategy => strategy.QueryStrings).Distinct()];
        _parameters = [.. _queryStrings.Select(source => source.Parameter).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Reads a request. Most requests need no refresh cookie: <see cref="ReadRefreshCookies"/>.</summary>
    public PresentedCredentials Read(HttpRequest request)
    {
        CookieNames names = _cookies.Of(request);
        PresentedCredentials presented = new(names);
        if (_readsBearer)
            BearerHeader.Read(request.Headers.Authorization, _readsDPoP, presented);
        if (!names.Access.IsEmpty)
            CookieHeader.Read(request.Headers.Cookie, names.Access, presented);
        foreach (string header in _headers)
            TokenHeader.Read(header, request.Headers[header], presented);
        if (_parameters.Length > 0)
            ReadQuery(request, presented);

        if (presented.Count > 1)
            CheckMany(presented);
        return presented;
    }

    /// <summary>Reads the refresh cookies of a request, under the names that were fixed when its other credentials were read.</summary>
    public static PresentedCredentials ReadRefreshCookies(HttpRequest request, PresentedCredentials others)
    {
        PresentedCredentials presented = new();
        if (others.Names is { Refresh.IsEmpty: false } names)
            CookieHeader.Read(request.Headers.Cookie, names.Refresh, presented);
        return presented;
    }

    /// <summary>Copies of one cookie may belong to one session, which is found out later. Everything else is more than one credential.</summary>
    private void CheckMany(PresentedCredentials presented)
    {
        if (presented.All.Any(credential => credential.Source != CredentialSource.Cookie))
            presented.Refuse(MoreThanOne, RequestRefusal.SeveralCredentials);
        else if (!_strategies.Any(strategy => strategy.ReadsCookie && presented.CountOf(strategy) == presented.Count))
            presented.RefuseCookies(MoreThanOne, RequestRefusal.SeveralCredentials);
    }

    private void ReadQuery(HttpRequest request, PresentedCredentials presented)
    {
        PathString path = _address.Path(request.HttpContext);
        foreach (string parameter in _parameters)
        {
            if (!_queryStrings.Any(source => source.Parameter == parameter && source.Covers(path)))
                continue;
            foreach (string? value in request.Query[parameter])
                presented.Add(new(value ?? "", CredentialSource.Query, parameter, path));
        }
    }
}
