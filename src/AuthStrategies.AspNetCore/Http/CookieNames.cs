using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The names that our cookies have in the browser, for one path base of the application. Immutable.</summary>
internal sealed class CookieNames
{
    public CookieNames(IReadOnlyList<HttpStrategy> strategies, string suffix)
    {
        Suffix = suffix;
        HttpStrategy[] readers = [.. strategies.Where(strategy => strategy.ReadsCookie)];
        HttpStrategy[] refreshers = [.. strategies.Where(strategy => strategy.HasRefreshCookie)];
        Access = new(
            readers.Select(strategy => new CookieName(strategy.Cookie.NameWith(suffix), strategy.Cookie.Name)),
            readers.SelectMany(strategy => strategy.FormerNames).Select(name => new CookieName(name, name)));
        Refresh = new(
            refreshers.Select(strategy => new CookieName(strategy.Cookie.RefreshNameWith(suffix), strategy.RefreshName)),
            refreshers.Select(strategy => strategy.FormerRefreshName).OfType<string>().Select(name => new CookieName(name + suffix, name)));
    }

    /// <summary>The end of the default names; empty at the root.</summary>
    public string Suffix { get; }

    public CookieNameList Access { get; }

    public CookieNameList Refresh { get; }

    /// <summary>The suffix of this request's names. It is fixed when the credentials are read.</summary>
    public static string SuffixOf(HttpContext context) => context.Features.Get<CookieNames>()?.Suffix ?? "";
}
