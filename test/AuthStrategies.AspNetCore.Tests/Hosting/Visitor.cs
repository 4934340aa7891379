namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A browser without a window: it sends the cookies that its jar has for an address, and keeps what the answer sets.</summary>
internal sealed class Visitor(BrowserCookieJar jar)
{
    /// <summary>The host of the addresses that it visits; the application listens elsewhere.</summary>
    public const string Host = "app.example.com";

    /// <summary>Whether the browser knows the attribute Partitioned. Older ones ignore it.</summary>
    public bool KnowsPartitions { get; init; } = true;

    public async Task<RawAnswer> SendAsync(TestApplication app, string requestLine)
    {
        Uri url = new($"https://{Host}{requestLine.Split(' ')[1]}");
        string[] cookies = jar.HeaderFor(url) is { } header ? [$"Cookie: {header}"] : [];
        RawAnswer answer = await app.SendRawAsync(requestLine, ["Sec-Fetch-Site: same-origin", .. cookies], host: Host);
        foreach (string line in answer.All("Set-Cookie"))
            jar.Store(url, KnowsPartitions ? line : line.Replace("; Partitioned", "", StringComparison.Ordinal));
        return answer;
    }
}
