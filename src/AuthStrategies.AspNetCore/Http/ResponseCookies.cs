using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The cookies that one response stores or deletes. They are added to the headers at once, and again just before the
/// response starts: an error page that clears the headers must not undo a sign-out, and a Cache-Control header of the
/// application must not let a cache keep a credential. The framework's cookies write each of them once, so that a cookie
/// policy of the application applies to it and is called once.
/// </summary>
internal sealed class ResponseCookies
{
    /// <summary>The most lines of one response. Deletions of cookies that the browser may not even have are left out above it.</summary>
    public const int MaxLines = 16;

    private readonly List<Entry> _entries = [];

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

    /// <summary>Stores a cookie, and replaces an earlier line about the same one.</summary>
    public void Store(HttpResponse response, CookieVariant variant, string value, CookieOptions cookie)
    {
        StringValues lines = Written(response, () => response.Cookies.Append(variant.Name, value, cookie));
        Set(response, new(variant, WithoutEncoding(lines, variant.Name, value), Rank.Store));
    }

    /// <summary>Deletes a cookie, and replaces an earlier line about the same one.</summary>
    public void Delete(HttpResponse response, CookieVariant variant, CookieOptions cookie) =>
        Set(response, new(variant, WithMaxAge(Written(response, () => response.Cookies.Delete(variant.Name, cookie))), Rank.Delete));

    /// <summary>
    /// Deletes a cookie that there may be, unless another line is about the same one. No policy applies: it is a cookie of other
    /// options, and a deletion must have exactly its attributes.
    /// </summary>
    public void DeleteIfAny(HttpResponse response, CookieVariant variant, string line)
    {
        if (_entries.Count < MaxLines && !_entries.Any(entry => entry.Variant == variant))
            Set(response, new(variant, line, Rank.DeleteIfAny));
    }

    /// <summary>Stores none of the cookies, because their credential was revoked. Deletions stay.</summary>
    public void TakeBack(HttpResponse response)
    {
        if (response.HasStarted)
            return;

        response.Headers.SetCookie = new([.. response.Headers.SetCookie.Where(line => !IsOurs(line))]);
        _entries.RemoveAll(entry => entry.Rank == Rank.Store);
        Apply(response);
    }

    /// <summary>What the framework writes, which may be nothing if a policy says so.</summary>
    private static StringValues Written(HttpResponse response, Action write)
    {
        StringValues others = response.Headers.SetCookie;
        response.Headers.SetCookie = default;
        try
        {
            write();
            return response.Headers.SetCookie;
        }
        finally
        {
            response.Headers.SetCookie = others;
        }
    }

    // The framework encodes a value with percent signs and decodes what it reads. Here values are read as they are.
    private static StringValues WithoutEncoding(StringValues lines, string name, string value)
    {
        string encoded = Uri.EscapeDataString(value);
        if (encoded == value)
            return lines;

        string start = $"{name}={encoded};";
        return new([.. lines.Select(line => line!.StartsWith(start, StringComparison.Ordinal) ? $"{name}={value};{line[start.Length..]}" : line)]);
    }

    // The framework deletes by the date alone.
    private static StringValues WithMaxAge(StringValues lines)
    {
        const string Expired = "; expires=Thu, 01 Jan 1970 00:00:00 GMT;";
        return new([.. lines.Select(line => line!.Contains("; max-age=", StringComparison.Ordinal) ? line : line.Replace(Expired, Expired + " max-age=0;", StringComparison.Ordinal))]);
    }

    private void Set(HttpResponse response, Entry entry)
    {
        _entries.RemoveAll(other => other.Variant == entry.Variant);
        _entries.Add(entry);
        if (_entries.Count > MaxLines && _entries.FindLastIndex(other => other.Rank == Rank.DeleteIfAny) is >= 0 and int last)
            _entries.RemoveAt(last);
        Apply(response);
    }

    // Stored last: a browser that does not know partitions deletes the only cookie of the name when one variant is deleted.
    private void Apply(HttpResponse response)
    {
        if (_entries.Count == 0)
            return;

        StringValues others = new([.. response.Headers.SetCookie.Where(line => !IsOurs(line))]);
        response.Headers.SetCookie = StringValues.Concat(others, new StringValues([.. _entries.OrderBy(entry => entry.Rank).SelectMany(entry => entry.Lines)]));
        NoStore.Apply(response);
    }

    private bool IsOurs(string? line) =>
        line is not null
        && line.IndexOf('=', StringComparison.Ordinal) is >= 0 and int end
        && _entries.Any(entry => line.AsSpan(0, end).SequenceEqual(entry.Variant.Name) || entry.Lines.Contains(line));

    private enum Rank
    {
        DeleteIfAny = 0,
        Delete = 1,
        Store = 2,
    }

    private sealed record Entry(CookieVariant Variant, StringValues Lines, Rank Rank);
}
