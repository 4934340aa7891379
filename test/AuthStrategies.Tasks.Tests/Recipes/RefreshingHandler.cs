using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>The tokens of a logged-in client.</summary>
public sealed record Tokens(string AccessToken, string RefreshToken);

/// <summary>Where the client keeps its tokens: the key store of the device, for example.</summary>
public interface ITokenStorage
{
    ValueTask<Tokens?> LoadAsync();

    ValueTask SaveAsync(Tokens? tokens);
}

/// <summary>
/// Adds the access token to each request. When it has expired, one request refreshes, the others wait for it, and each
/// is sent once more. Use one handler for the whole application.
/// </summary>
public sealed class RefreshingHandler(ITokenStorage storage, Uri refreshAddress) : DelegatingHandler
{
    private const int Attempts = 3;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>The wait between two attempts of a refresh.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Tokens? tokens = await storage.LoadAsync();
        if (tokens is null)
            return await base.SendAsync(request, cancellationToken);

        // The request may be sent twice. A gRPC message can be written twice, and a stream of them has no end yet.
        if (request.Content is { } content && content.Headers.ContentType?.MediaType != "application/grpc")
            await content.LoadIntoBufferAsync(cancellationToken);
        HttpResponseMessage response = await SendWithAsync(tokens, request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;

        if (await RefreshAsync(tokens, cancellationToken) is not { } next)
            return response;

        response.Dispose();
        return await SendWithAsync(next, request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _oneAtATime.Dispose();
        base.Dispose(disposing);
    }

    private Task<HttpResponseMessage> SendWithAsync(
        Tokens tokens, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new("Bearer", tokens.AccessToken);
        return base.SendAsync(request, cancellationToken);
    }

    private async Task<Tokens?> RefreshAsync(Tokens used, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            Tokens? current = await storage.LoadAsync();
            if (current is null || current.AccessToken != used.AccessToken)
                return current;                        // another request has refreshed, or the user has logged out

            Tokens? next = await AskWithPatienceAsync(current);
            await storage.SaveAsync(next);             // before the new tokens are used
            return next;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // No answer: the same token is sent again, which is safe. A caller that gives up does not stop the refresh.
    private async Task<Tokens?> AskWithPatienceAsync(Tokens tokens)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync(tokens);
            }
            catch (Exception exception) when (attempt < Attempts && IsLost(exception))
            {
                await Task.Delay(Pause);
            }
        }
    }

    private static bool IsLost(Exception exception) =>
        exception is OperationCanceledException or IOException or HttpRequestException { StatusCode: null };

    private async Task<Tokens?> AskAsync(Tokens tokens)
    {
        using CancellationTokenSource timeout = new(AttemptTimeout);
        using HttpRequestMessage request = new(HttpMethod.Post, refreshAddress)
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("grant_type", "refresh_token"),
                KeyValuePair.Create("refresh_token", tokens.RefreshToken),
            ]),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using HttpResponseMessage response = await base.SendAsync(request, timeout.Token);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            return null;                               // the session has ended: log in again

        response.EnsureSuccessStatusCode();            // 503: an exception, and the tokens stay
        await using Stream body = await response.Content.ReadAsStreamAsync(timeout.Token);
        using JsonDocument json = await JsonDocument.ParseAsync(body, cancellationToken: timeout.Token);
        return new(
            json.RootElement.GetProperty("accessToken").GetString()!,
            json.RootElement.TryGetProperty("refreshToken", out JsonElement refreshToken)
                ? refreshToken.GetString()!
                : tokens.RefreshToken);                // absent: keep the one that you have
    }
}
