using System.Net.Http.Headers;
using System.Text.Json;
using AuthStrategies.AspNetCore;
using SideBySide.Tracing;

namespace SideBySide.Demo;

/// <summary>
/// The browser of another person: sends real requests over loopback with a credential that was copied or changed, and without
/// the cookies of the first browser. Thread-safe.
/// </summary>
internal sealed class SecondClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });

    public async Task<ReplayAnswer> SendAsync(Uri site, Replay replay, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(site, replay);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        using JsonDocument trace = JsonDocument.Parse(response.Headers.GetValues(TraceMiddleware.Header).Single());
        return new((int)response.StatusCode, body, trace.RootElement.Clone());
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(Uri site, Replay replay)
    {
        HttpRequestMessage request = replay.Action == "refresh"
            ? new(HttpMethod.Post, new Uri(site, "/auth/refresh"))
            : new(HttpMethod.Get, new Uri(site, "/api/profile"));
        // Every current browser sends this header. Without it, no answer would rotate the cookie by itself (RotateFor).
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        if (replay.Cookie is { } cookie)
            request.Headers.TryAddWithoutValidation("Cookie", $"{DemoApp.CookieName}={cookie}");
        if (replay.Proof is { } proof)
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        if (replay.Action == "refresh" && replay.RefreshToken is { } refreshToken)
            request.Content = JsonContent.Create(new AuthRefreshRequest { RefreshToken = refreshToken });
        else if (replay.Bearer is { } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue(replay.Proof is null ? "Bearer" : "DPoP", bearer);
        return request;
    }
}
