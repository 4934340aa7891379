using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Reads <c>{"refreshToken": "…"}</c> from a request. A body that is not JSON is ignored.</summary>
internal static class BodyToken
{
    private const int MaxBytes = 32 * 1024;
    private const string Mistake = "The body must be one JSON object of at most 32 KiB, with the refresh token in its member refreshToken.";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The token, if there is one, or what is wrong with the body.</summary>
    public static async ValueTask<(string? Token, string? Mistake)> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType() || request.ContentLength == 0)
            return (null, null);
        if (request.ContentLength > MaxBytes)
            return (null, Mistake);

        ReadResult read = await request.BodyReader.ReadAtLeastAsync(MaxBytes + 1, request.HttpContext.RequestAborted).ConfigureAwait(false);
        try
        {
            return read.Buffer.Length > MaxBytes ? (null, Mistake) : Parse(read.Buffer);
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    private static (string? Token, string? Mistake) Parse(ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
            return (null, null);

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, Mistake);
            if (!document.RootElement.TryGetProperty("refreshToken", out JsonElement token) || token.ValueKind == JsonValueKind.Null)
                return (null, null);
            return token.ValueKind == JsonValueKind.String ? (token.GetString(), null) : (null, Mistake);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // GetString throws the second one for a lone surrogate.
            return (null, Mistake);
        }
    }
}
