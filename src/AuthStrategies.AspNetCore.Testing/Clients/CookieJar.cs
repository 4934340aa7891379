using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Testing.Clients;

/// <summary>
/// The cookies of one client of one application, by the name in its options. Unlike <see cref="System.Net.CookieContainer"/> it uses the application's
/// clock, and sends expired cookies until a response deletes them. Thread-safe.
/// </summary>
internal sealed class CookieJar(Transports transports, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (string Value, string Path)> _cookies = new(StringComparer.Ordinal);

    public void Set(string name, string value, string path = "/")
    {
        lock (_lock)
            _cookies[name] = (value, path);
    }

    public void Remove(IEnumerable<string> names)
    {
        lock (_lock)
        {
            foreach (string name in names)
                _cookies.Remove(name);
        }
    }

    /// <summary>Adds the cookies of the request's path.</summary>
    public void AddTo(HttpRequestMessage request)
    {
        string path = request.RequestUri!.AbsolutePath;
        string[] pairs;
        lock (_lock)
            pairs = [.. _cookies.Where(cookie => IsBelow(path, cookie.Value.Path)).SelectMany(cookie => transports.NamesFor(cookie.Key, path), (cookie, name) => $"{name}={cookie.Value.Value}")];
        if (pairs.Length > 0)
            request.Headers.TryAddWithoutValidation(HeaderNames.Cookie, string.Join("; ", pairs));
    }

    /// <summary>Stores the cookies that a response sets, and removes those that it deletes.</summary>
    public void Keep(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(HeaderNames.SetCookie, out IEnumerable<string>? lines)
            || !SetCookieHeaderValue.TryParseList([.. lines], out IList<SetCookieHeaderValue>? cookies))
        {
            return;
        }

        foreach (SetCookieHeaderValue cookie in cookies)
        {
            string name = transports.NameInOptions(cookie.Name.ToString(), request.RequestUri!.AbsolutePath);
            if (IsCleared(cookie))
                Remove([name]);
            else
                Set(name, cookie.Value.ToString(), StringSegment.IsNullOrEmpty(cookie.Path) ? "/" : cookie.Path.ToString());
        }
    }

    // RFC 6265 §5.3: Max-Age has precedence.
    private bool IsCleared(SetCookieHeaderValue cookie) =>
        cookie.MaxAge is { } age ? age <= TimeSpan.Zero : cookie.Expires is { } expires && expires <= time.GetUtcNow();

    // RFC 6265 §5.1.4.
    private static bool IsBelow(string path, string cookiePath) =>
        path == cookiePath || (path.StartsWith(cookiePath, StringComparison.Ordinal) && (cookiePath[^1] == '/' || path[cookiePath.Length] == '/'));
}
