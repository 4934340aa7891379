using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Testing;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>A client with a key: it writes the headers of its requests itself, so that a test can leave out or change any of them.</summary>
internal sealed class ProofClient(TestHost host) : IDisposable
{
    public DPoPKey Key { get; } = new();

    /// <summary>The origin of the server.</summary>
    public string Origin => host.App.Origin;

    /// <summary>The header with a new proof for a request.</summary>
    /// <param name="requestLine">The method and the path that the client calls.</param>
    /// <param name="token">The token that the request uses.</param>
    /// <param name="nonce">The server's nonce.</param>
    /// <param name="origin">The origin that the client calls, if it is not the server's own.</param>
    public string Proof(string requestLine, string? token = null, string? nonce = null, string? origin = null)
    {
        string[] parts = requestLine.Split(' ');
        return "DPoP: " + Key.CreateProof(parts[0], new Uri((origin ?? host.App.Origin) + parts[1]), token, nonce, host.App.Time.GetUtcNow());
    }

    /// <summary>Sends a request with a bound token and its proof.</summary>
    public Task<RawAnswer> SendAsync(string requestLine, string token, string? nonce = null) =>
        host.SendAsync(requestLine, $"Authorization: DPoP {token}", Proof(requestLine, token, nonce));

    public async Task<AuthTokenResponse> LogInAsync(string requestLine = "POST /login/alice") =>
        JsonSerializer.Deserialize<AuthTokenResponse>((await host.SendAsync(requestLine, Proof(requestLine))).Body)!;

    public Task<AuthTokenResponse> LogInWithoutProofAsync() => host.LogInForTokenAsync();

    /// <summary>Sends a refresh token in a body.</summary>
    public static Task<RawAnswer> RefreshAsync(TestHost host, string token, params string[] headers) =>
        host.App.SendRawAsync("POST /auth/refresh", [.. headers, "Content-Type: application/json"], $$"""{"refreshToken":"{{token}}"}""");

    public void Dispose() => Key.Dispose();
}
