namespace AuditTable.Smoke;

/// <summary>A browser in short: it keeps the cookie that it gets.</summary>
internal sealed class SmokeClient(HttpClient http, string userAgent)
{
    public string? Cookie { get; set; }

    public async Task<int> SendAsync(HttpMethod method, string path, string site = "same-origin")
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (Cookie is not null)
            request.Headers.TryAddWithoutValidation("Cookie", Cookie);
        using HttpResponseMessage response = await http.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
            Cookie = lines.Last().Split(';')[0];
        return (int)response.StatusCode;
    }
}
