using System.Globalization;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.OneWord;

/// <summary>
/// A browser with cookies, or a client with tokens. It describes each answer by status, names of headers and members of the body, and
/// leaves out what docs/choosing.md lists as different: the refresh token, which a session does not have.
/// </summary>
internal sealed class OneWordClient(OneWordApp app, bool isCookie)
{
    public const string Host = "app.example.com";

    private static readonly string[] Page = ["Sec-Fetch-Mode: navigate", "Accept: text/html"];
    private static readonly string[] Script = ["Sec-Fetch-Mode: cors", "Accept: application/json"];

    private readonly BrowserCookieJar _jar = new(app.Time);
    private string? _accessToken;
    private string? _refreshToken;

    public async Task<string> StepAsync(string step)
    {
        string[] words = step.Split(' ');
        string site = words[0] == "foreign" ? "Sec-Fetch-Site: cross-site" : "Sec-Fetch-Site: same-origin";
        if (words[0] == "foreign")
            words = words[1..];
        string body = words.Length > 2 ? words[2] : "";
        switch (words[0])
        {
            case "wait":
                app.Advance(TimeSpan.Parse(words[1], CultureInfo.InvariantCulture));
                return "";
            case "page":
                return await SendAsync($"GET {words[1]}", [site, .. Page]);
            case "form":
                return await SendAsync($"POST {words[1]}", [site, .. Page, "Content-Type: application/x-www-form-urlencoded"], body);
            case "fetch":
                return await SendAsync($"GET {words[1]}", [site, .. Script]);
            case "post":
                return await SendAsync($"POST {words[1]}", [site, .. Script, .. body.Length > 0 ? ["Content-Type: application/json"] : Array.Empty<string>()], body);
            default:
                return await RefreshAsync(site);
        }
    }

    // A client that works with both words refreshes with the refresh token, or with the token itself if there is no other.
    private Task<string> RefreshAsync(string site) => isCookie
        ? SendAsync("POST /auth/refresh", [site, .. Script])
        : SendAsync("POST /auth/refresh", [site, .. Script, "Content-Type: application/json"], $"{{\"refreshToken\":\"{_refreshToken ?? _accessToken}\"}}", withToken: false);

    private async Task<string> SendAsync(string requestLine, string[] headers, string body = "", bool withToken = true)
    {
        Uri url = new($"https://{Host}{requestLine.Split(' ')[1]}");
        List<string> all = [.. headers];
        if (_jar.HeaderFor(url) is { } cookies)
            all.Add($"Cookie: {cookies}");
        if (!isCookie && withToken && _accessToken is not null)
            all.Add($"Authorization: Bearer {_accessToken}");

        RawAnswer answer = await app.SendAsync(requestLine, all, body);
        foreach (string line in answer.All("Set-Cookie"))
            _jar.Store(url, line);
        Keep(answer);
        return Describe(answer);
    }

    private void Keep(RawAnswer answer)
    {
        if (isCookie || answer.Status != 200 || !answer.Body.Contains("\"accessToken\"", StringComparison.Ordinal))
            return;

        JsonElement tokens = JsonDocument.Parse(answer.Body).RootElement;
        _accessToken = tokens.GetProperty("accessToken").GetString();
        _refreshToken = tokens.TryGetProperty("refreshToken", out JsonElement refresh) ? refresh.GetString() : null;
    }

    private static string Describe(RawAnswer answer)
    {
        IEnumerable<string> headers = answer.Headers
            .Where(header => header.Name is not ("Date" or "Content-Length" or "Transfer-Encoding" or "Connection"))
            .Select(header => header.Name switch
            {
                "Set-Cookie" => $"Set-Cookie {header.Value.Split('=')[0]}",
                "WWW-Authenticate" or "Location" or "Content-Type" or "Cache-Control" => $"{header.Name}: {header.Value}",
                _ => header.Name,
            })
            .Where(header => !header.Contains("auth-refresh", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal);
        return $"{answer.Status} [{string.Join(", ", headers)}] {Members(answer)}";
    }

    private static string Members(RawAnswer answer)
    {
        if (!answer.Headers.Any(header => header.Name == "Content-Type" && header.Value.Contains("json", StringComparison.Ordinal)))
            return answer.Body;

        JsonElement root = JsonDocument.Parse(answer.Body).RootElement;
        JsonElement shown = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().FirstOrDefault() : root;
        return shown.ValueKind == JsonValueKind.Object ? string.Join(' ', shown.EnumerateObject().Select(member => member.Name).Where(name => name != "refreshToken")) : "";
    }
}
