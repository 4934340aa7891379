namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A browser without a window: it sends the cookies that its jar has for an address, and keeps what the answer sets.</summary>
internal sealed class Visitor(BrowserCookieJar jar, string host = Visitor.Host)
{
    public const string Host = "app.example.com";

    /// <summary>The host of the addresses that it visits; the application listens elsewhere.</summary>
    public string HostName => host;

    public BrowserCookieJar Jar => jar;

    public async Task<RawAnswer> SendAsync(TestApplication app, string requestLine, params string[] headers)
    {
        string target = requestLine.Split(' ')[1];
        Uri url = new($"https://{host}{target}");
        string[] cookies = jar.Header(url) is { } header ? [$"Cookie: {header}"] : [];
        RawAnswer answer = await app.SendRawAsync(requestLine, ["Sec-Fetch-Site: same-origin", .. cookies, .. headers], host: host);
        jar.Store(url, answer.All("Set-Cookie"));
        return answer;
    }
}
