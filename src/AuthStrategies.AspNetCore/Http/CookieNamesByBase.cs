using System.Collections.Concurrent;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Finds the names of the cookies for a request: by the path base of the options, otherwise by the one that the authentication saw,
/// which does not change in a branch (<c>app.Map</c>) after it. A thread-safe singleton.
/// </summary>
internal sealed class CookieNamesByBase(IReadOnlyList<HttpStrategy> strategies, PathString configured)
{
    // A path base can come from a header.
    private const int MaxEntries = 256;

    private readonly CookieNames _root = new(strategies, "");
    private readonly CookieNames? _configured = configured.HasValue ? new(strategies, CookieSuffix.Of(configured)) : null;
    private readonly ConcurrentDictionary<string, CookieNames> _others = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, which stay the same for the rest of the request.</summary>
    public CookieNames Of(HttpRequest request)
    {
        if (_configured is null && !request.PathBase.HasValue)
            return _root;

        CookieNames names = _configured ?? Find(request);
        if (names.Suffix.Length > 0)
            request.HttpContext.Features.Set(names);
        return names;
    }

    private CookieNames Find(HttpRequest request)
    {
        PathString pathBase = request.HttpContext.Features.Get<IAuthenticationFeature>()?.OriginalPathBase ?? request.PathBase;
        if (pathBase.Value is not { Length: > 1 } value)
            return _root;
        if (_others.TryGetValue(value, out CookieNames? known))
            return known;

        CookieNames names = new(strategies, CookieSuffix.Of(pathBase));
        if (_others.Count < MaxEntries)
            _others.TryAdd(value, names);
        return names;
    }
}
