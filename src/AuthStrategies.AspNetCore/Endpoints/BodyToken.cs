using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Reads <c>{"refreshToken": "…"}</c> from a request, also under the name that the JSON options of the application give it. A body
/// that is not JSON is ignored.
/// </summary>
internal static class BodyToken
{
    private const int MaxBytes = 32 * 1024;
    private const string UsualName = "refreshToken";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The token, if there is one, or what is wrong with the body.</summary>
    public static async ValueTask<(string? Token, string? Mistake)> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType() || request.ContentLength == 0)
            return (null, null);

        string name = FieldNames.Of(FieldNames.RefreshToken, request.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        if (request.ContentLength > MaxBytes)
            return Wrong(name);

        ReadResult read = await request.BodyReader.ReadAtLeastAsync(MaxBytes + 1, request.HttpContext.RequestAborted).ConfigureAwait(false);
        try
        {
            return read.Buffer.Length > MaxBytes ? Wrong(name) : Parse(read.Buffer, name);
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    private static (string? Token, string? Mistake) Parse(ReadOnlySequence<byte> body, string name)
    {
        if (body.IsEmpty)
            return (null, null);

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Wrong(name);

            JsonElement[] tokens = [.. document.RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind != JsonValueKind.Null && (member.NameEquals(name) || member.NameEquals(UsualName)))
                .Select(member => member.Value)];
            return tokens switch
            {
                [] => (null, null),
                [{ ValueKind: JsonValueKind.String } token] => (token.GetString(), null),
                _ => Wrong(name),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // GetString throws the second one for a lone surrogate.
            return Wrong(name);
        }
    }

    private static (string? Token, string? Mistake) Wrong(string name) =>
        (null, $"The body must be one JSON object of at most 32 KiB, with the refresh token in its member {name}.");
}
