using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>A browser with a jar. It may send several requests at once, which all have the cookies of the moment.</summary>
internal sealed class FormerVisitor(TestApplication app, BrowserCookieJar? jar = null) : IDisposable
{
    private readonly HttpClient _client = app.CreateClient();

    public BrowserCookieJar Jar { get; } = jar ?? new(app.Time);

    public string? Old => Jar.Find(FormerApplication.Old);

    public string? New => Jar.Find(FormerApplication.New);

    /// <summary>A thief with a copy of the jar as it is now.</summary>
    public FormerVisitor Copy()
    {
        FormerVisitor thief = new(app);
        foreach (BrowserCookie cookie in Jar.Cookies)
            thief.Jar.Store(app.Address, $"{cookie.Name}={cookie.Value}; path=/; secure");
        return thief;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, bool keepsCookies = true, string site = "same-origin", params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (site.Length > 0)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (Jar.HeaderFor(app.Address) is { } cookies)
            request.Headers.Add("Cookie", cookies);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage answer = await _client.SendAsync(request);
        if (keepsCookies && answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
        {
            foreach (string line in lines)
                Jar.Store(app.Address, line);
        }

        return answer;
    }

    /// <summary>The status and the body of a page.</summary>
    public async Task<string> GetAsync(string path = "/me", bool keepsCookies = true, string site = "same-origin")
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path, keepsCookies, site);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
    }

    /// <summary>What several requests get that are sent at once.</summary>
    public async Task<string[]> BurstAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => GetAsync()));

    public void Dispose() => _client.Dispose();
}
