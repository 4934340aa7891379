using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Migration.Smoke;

/// <summary>A client that keeps cookies. They are sent to every port of the machine, so that both releases get them.</summary>
internal sealed class Client : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public Client() => _http = new(new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false, CheckCertificateRevocationList = true });

    public string[] Cookies => [.. _cookies.GetAllCookies().Where(cookie => !cookie.Expired).Select(cookie => cookie.Name)];

    /// <summary>Another client with the same cookies.</summary>
    public Client Copy()
    {
        Client copy = new();
        foreach (Cookie cookie in _cookies.GetAllCookies())
            copy._cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        return copy;
    }

    /// <summary>Status and body.</summary>
    public async Task<string> SendAsync(WebApplication app, string request, object? body = null, string? token = null)
    {
        string[] words = request.Split(' ');
        using HttpRequestMessage message = new(new HttpMethod(words[0]), app.Urls.First() + words[1]);
        message.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            message.Content = JsonContent.Create(body);
        using HttpResponseMessage answer = await _http.SendAsync(message);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}".Trim();
    }

    /// <summary>The tokens of an answer.</summary>
    public async Task<(string Access, string Refresh)> TokensAsync(WebApplication app, string request, object? body = null)
    {
        string answer = await SendAsync(app, request, body);
        if (!answer.StartsWith("200 ", StringComparison.Ordinal))
            throw new InvalidOperationException($"{request}: {answer}");
        JsonElement json = JsonDocument.Parse(answer[4..]).RootElement;
        return (json.GetProperty("accessToken").GetString()!, json.TryGetProperty("refreshToken", out JsonElement refresh) ? refresh.GetString()! : "");
    }

    public void Dispose() => _http.Dispose();
}
