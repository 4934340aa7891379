using Microsoft.Net.Http.Headers;

namespace AuthStrategies.Tasks.Tests.Hosting;

/// <summary>Sends what a browser sends: cookies, Origin and Sec-Fetch headers. The page that it shows has an origin.</summary>
internal sealed class Browser
{
    private readonly Dictionary<string, SetCookieHeaderValue> _cookies = [];
    private readonly HttpClient _client;
    private readonly Uri _address;

    public Browser(Site site, Uri origin, string address = "https://localhost")
    {
        _client = site.Client();
        _address = new(address);
        Origin = origin;
    }

    /// <summary>The origin of the page whose scripts send the requests.</summary>
    public Uri Origin { get; set; }

    /// <summary>The same browser, with a copy of its cookies, when its address leads to another application.</summary>
    public Browser At(Site site)
    {
        Browser browser = new(site, Origin, _address.ToString());
        foreach ((string name, SetCookieHeaderValue cookie) in _cookies)
            browser._cookies[name] = cookie;
        return browser;
    }

    /// <summary>A page is opened: a typed address or a link inside the application.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path) => SendAsync(new(HttpMethod.Get, new Uri(_address, path)), "navigate", "none");

    /// <summary>A form of a page of the application is sent.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(_address, path))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Origin", Origin.GetLeftPart(UriPartial.Authority));
        return SendAsync(request, "navigate", Site());
    }

    /// <summary>A script of the page calls <c>fetch</c>.</summary>
    public Task<HttpResponseMessage> FetchAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        HttpRequestMessage request = new(method, new Uri(_address, path)) { Content = content };
        if (method != HttpMethod.Get || Origin.Authority != _address.Authority)
            request.Headers.Add("Origin", Origin.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Accept", "application/json");
        return SendAsync(request, "cors", Site());
    }

    private void Keep(SetCookieHeaderValue cookie)
    {
        string name = cookie.Name.ToString();
        if (cookie.MaxAge <= TimeSpan.Zero || cookie.Expires <= DateTimeOffset.UnixEpoch)
            _cookies.Remove(name);
        else
            _cookies[name] = cookie;
    }

    private string Site() => Origin.Authority == _address.Authority ? "same-origin"
        : Origin.Host.EndsWith(_address.Host, StringComparison.Ordinal) ? "same-site" : "cross-site";

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string mode, string site)
    {
        if (mode == "navigate")
            request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        request.Headers.Add("Sec-Fetch-Mode", mode);
        request.Headers.Add("Sec-Fetch-Site", site);
        string[] cookies = [.. _cookies.Values
            .Where(cookie => request.RequestUri!.AbsolutePath.StartsWith(cookie.Path.Value ?? "/", StringComparison.Ordinal))
            .Select(cookie => $"{cookie.Name}={cookie.Value}")];
        if (cookies.Length > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies));
        HttpResponseMessage answer = await _client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
        {
            foreach (SetCookieHeaderValue cookie in lines.Select(line => SetCookieHeaderValue.Parse(line)))
                Keep(cookie);
        }

        return answer;
    }
}
