using System.Net;
using System.Net.Http.Headers;
using AuthStrategies.AspNetCore;

namespace SideBySide.Smoke;

/// <summary>A client of one column. It keeps its credential itself, so that a copy of it can go on with an old one.</summary>
internal sealed class SmokeClient(HttpClient http, string strategy)
{
    private string? _cookie;
    private AuthTokenResponse? _tokens;

    public string? Cookie => _cookie;

    /// <summary>Another client with the same credential.</summary>
    public SmokeClient Copy() => new(http, strategy) { _cookie = _cookie, _tokens = _tokens };

    public Task<HttpStatusCode> LogInAsync() => SendAsync(HttpMethod.Post, $"/login/{strategy}", new { userName = "alice" });

    public Task<HttpStatusCode> CallAsync() => SendAsync(HttpMethod.Get, "/api/profile");

    public Task<HttpStatusCode> RefreshAsync() =>
        SendAsync(HttpMethod.Post, "/auth/refresh", _tokens is null ? null : new { refreshToken = _tokens.RefreshToken });

    public Task<HttpStatusCode> LogOutAsync() => SendAsync(HttpMethod.Post, "/auth/logout");

    public Task<HttpStatusCode> LogOutEverywhereAsync() => SendAsync(HttpMethod.Post, "/auth/logout-everywhere");

    public Task WaitAsync(int seconds) => SendAsync(HttpMethod.Post, "/demo/clock", new { seconds });

    public Task RequireLiveSessionAsync(bool on) => SendAsync(HttpMethod.Post, "/demo/require-live-session", new { on });

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = new(method, path);
        // As a browser does: without it, no answer would rotate the cookie by itself.
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        if (_cookie is not null)
            request.Headers.TryAddWithoutValidation("Cookie", _cookie);
        if (_tokens is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.AccessToken);
        if (body is not null)
            request.Content = JsonContent.Create(body);

        using HttpResponseMessage response = await http.SendAsync(request);
        await LearnAsync(response);
        return response.StatusCode;
    }

    private async Task LearnAsync(HttpResponseMessage response)
    {
        foreach (string line in response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) ? lines : [])
            _cookie = line.StartsWith($"{DemoApp.CookieName}=;", StringComparison.Ordinal) ? null : line.Split(';')[0];
        string path = response.RequestMessage!.RequestUri!.AbsolutePath;
        if (response.StatusCode == HttpStatusCode.OK && path is "/login/jwt" or "/auth/refresh" && strategy == "jwt")
            _tokens = await response.Content.ReadFromJsonAsync<AuthTokenResponse>();
    }
}
