using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The names that our cookies have in the browser, for one path base of the application, and the names of the options that they
/// stand for. Immutable.
/// </summary>
internal sealed class CookieNames
{
    private readonly string[] _access;
    private readonly string[] _accessOptions;
    private readonly string[] _refresh;
    private readonly string[] _refreshOptions;
    private readonly int _presentCount;

    public CookieNames(IReadOnlyList<HttpStrategy> strategies, string suffix)
    {
        Suffix = suffix;
        (string Sent, string Option)[] present =
            [.. strategies.Where(strategy => strategy.ReadsCookie).Select(strategy => (strategy.Cookie.NameWith(suffix), strategy.Cookie.Name)).Distinct()];
        IEnumerable<(string Sent, string Option)> former =
            strategies.Where(strategy => strategy.ReadsCookie).SelectMany(strategy => strategy.FormerNames).Select(name => (name, name)).Distinct();
        (string Sent, string Option)[] access = [.. present, .. former.Where(name => !present.Any(other => other.Sent == name.Sent))];
        (string Sent, string Option)[] refresh =
            [.. strategies.Where(strategy => strategy.HasRefreshCookie).Select(strategy => (strategy.Cookie.RefreshNameWith(suffix), strategy.Cookie.RefreshName)).Distinct()];
        (_access, _accessOptions, _presentCount) = ([.. access.Select(name => name.Sent)], [.. access.Select(name => name.Option)], present.Length);
        (_refresh, _refreshOptions) = ([.. refresh.Select(name => name.Sent)], [.. refresh.Select(name => name.Option)]);
    }

    /// <summary>The end of the default names; empty at the root.</summary>
    public string Suffix { get; }

    public bool IsEmpty => _access.Length + _refresh.Length == 0;

    /// <summary>The suffix of this request's names. It is fixed when the credentials are read.</summary>
    public static string SuffixOf(HttpContext context) => context.Features.Get<CookieNames>()?.Suffix ?? "";

    public PresentedCredential? FindAccess(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        int index = IndexOf(_access, name);
        return index < 0 ? null : new(value.ToString(), CredentialSource.Cookie, _accessOptions[index], IsFormer: index >= _presentCount);
    }

    public PresentedCredential? FindRefresh(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        int index = IndexOf(_refresh, name);
        return index < 0 ? null : new(value.ToString(), CredentialSource.Cookie, _refreshOptions[index]);
    }

    public bool HasAccess(string name) => Array.Exists(_access, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    public bool HasRefresh(string name) => Array.Exists(_refresh, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    private static int IndexOf(string[] names, ReadOnlySpan<char> name)
    {
        for (int index = 0; index < names.Length; index++)
        {
            if (name.SequenceEqual(names[index]))
                return index;
        }

        return -1;
    }
}
