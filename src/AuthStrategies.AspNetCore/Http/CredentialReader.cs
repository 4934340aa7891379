using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Finds every credential in a request, at all places where a strategy looks for one. A thread-safe singleton.</summary>
internal sealed class CredentialReader
{
    private const string MoreThanOne = "The request contains more than one credential; exactly one is allowed.";

    private readonly IReadOnlyList<HttpStrategy> _strategies;
    private readonly string[] _cookieNames;
    private readonly string[] _refreshCookieNames;
    private readonly QueryStringSource[] _queryStrings;
    private readonly string[] _parameters;
    private readonly string[] _headers;
    private readonly bool _readsBearer;

    public CredentialReader(IReadOnlyList<HttpStrategy> strategies)
    {
        _strategies = strategies;
        _readsBearer = strategies.Any(strategy => strategy.ReadsBearer);
        _cookieNames = [.. strategies.Where(strategy => strategy.ReadsCookie).SelectMany(strategy => strategy.FormerNames.Prepend(strategy.Cookie.Name)).Distinct(StringComparer.Ordinal)];
        _refreshCookieNames = [.. strategies.Where(strategy => strategy.HasRefreshCookie).Select(strategy => strategy.Cookie.RefreshName).Distinct(StringComparer.Ordinal)];
        _headers = [.. strategies.SelectMany(strategy => strategy.Headers).Distinct(StringComparer.OrdinalIgnoreCase)];
        _queryStrings = [.. strategies.SelectMany(strategy => strategy.QueryStrings).Distinct()];
        _parameters = [.. _queryStrings.Select(source => source.Parameter).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Reads a request, the <c>Cookie</c> header once for access and refresh cookies.</summary>
    public PresentedCredentials Read(HttpRequest request)
    {
        PresentedCredentials presented = new();
        if (_readsBearer)
            BearerHeader.Read(request.Headers.Authorization, presented);
        if (_cookieNames.Length + _refreshCookieNames.Length > 0)
            CookieHeader.Read(request.Headers.Cookie, _cookieNames, _refreshCookieNames, presented);
        foreach (string header in _headers)
            TokenHeader.Read(header, request.Headers[header], presented);
        foreach (string parameter in _parameters)
        {
            if (_queryStrings.Any(source => source.Parameter == parameter && source.Covers(request.Path)))
                ReadQuery(request, parameter, presented);
        }

        if (presented.Count > 1)
            CheckMany(presented);
        return presented;
    }

    /// <summary>Copies of one cookie may belong to one session, which is found out later. Everything else is more than one credential.</summary>
    private void CheckMany(PresentedCredentials presented)
    {
        if (presented.All.Any(credential => credential.Source != CredentialSource.Cookie))
            presented.Refuse(MoreThanOne);
        else if (!_strategies.Any(strategy => strategy.ReadsCookie && presented.CountOf(strategy) == presented.Count))
            presented.RefuseCookies(MoreThanOne);
    }

    private static void ReadQuery(HttpRequest request, string parameter, PresentedCredentials presented)
    {
        foreach (string? value in request.Query[parameter])
            presented.Add(new(value ?? "", CredentialSource.Query, parameter, request.Path));
    }
}
