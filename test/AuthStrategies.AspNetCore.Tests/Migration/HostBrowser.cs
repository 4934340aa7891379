using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>A browser that visits several hosts of one application. A letter names a host of the domain.</summary>
internal sealed class HostBrowser(TestApplication app, BrowserCookieJar? jar = null) : IDisposable
{
    public const string Domain = "example.test";

    private readonly HttpClient _client = app.CreateClient();

    public BrowserCookieJar Jar { get; } = jar ?? new(app.Time);

    /// <summary>A thief with a copy of the old cookie, and of no other.</summary>
    public HostBrowser Thief()
    {
        HostBrowser thief = new(app);
        BrowserCookie old = Jar.Cookies.Single(cookie => cookie.Name.StartsWith(".AspNetCore.", StringComparison.Ordinal));
        thief.Jar.Store(AddressOf("a"), $"{old.Name}={old.Value}; path=/; secure; domain={Domain}");
        return thief;
    }

    public async Task<string> SendAsync(HttpMethod method, string host, string path)
    {
        Uri address = AddressOf(host);
        using HttpRequestMessage request = new(method, path);
        request.Headers.Host = address.Host;
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (Jar.HeaderFor(address) is { } cookies)
            request.Headers.Add("Cookie", cookies);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
        {
            foreach (string line in lines)
                Jar.Store(address, line);
        }

        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
    }

    public Task<string> GetAsync(string host) => SendAsync(HttpMethod.Get, host, "/me");

    public Task PostAsync(string host, string path) => SendAsync(HttpMethod.Post, host, path);

    public void Dispose() => _client.Dispose();

    private static Uri AddressOf(string host) => new($"https://{(host.Contains('.', StringComparison.Ordinal) ? host : $"{host}.{Domain}")}/");
}
