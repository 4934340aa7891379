using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The cookies that one response stores or deletes. They are added to the headers at once, and again just before the
/// response starts: an error page that clears the headers must not undo a sign-out, and a Cache-Control header of the
/// application must not let a cache keep a credential.
/// </summary>
internal sealed class ResponseCookies
{
    private readonly Dictionary<string, string> _lines = new(StringComparer.Ordinal);

    private ResponseCookies()
    {
    }

    /// <summary>The cookies of this response.</summary>
    public static ResponseCookies Of(HttpContext context)
    {
        if (context.Features.Get<ResponseCookies>() is { } known)
            return known;

        ResponseCookies cookies = new();
        context.Features.Set(cookies);
        context.Response.OnStarting(static state =>
        {
            (ResponseCookies cookies, HttpResponse response) = ((ResponseCookies, HttpResponse))state;
            cookies.Apply(response);
            return Task.CompletedTask;
        }, (cookies, context.Response));
        return cookies;
    }

    /// <summary>Sets one cookie and replaces an earlier line with the same name.</summary>
    public void Set(HttpResponse response, string name, string line)
    {
        _lines[name] = line;
        Apply(response);
    }

    private void Apply(HttpResponse response)
    {
        if (_lines.Count == 0)
            return;

        StringValues others = new([.. response.Headers.SetCookie.Where(line => !IsOurs(line))]);
        response.Headers.SetCookie = StringValues.Concat(others, new StringValues([.. _lines.Values]));
        NoStore.Apply(response);
    }

    private bool IsOurs(string? line) => line is not null && line.IndexOf('=', StringComparison.Ordinal) is > 0 and int end && _lines.ContainsKey(line[..end]);
}
