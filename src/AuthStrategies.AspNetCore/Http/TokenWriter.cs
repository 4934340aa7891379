using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Sends a credential in the body of the response. A thread-safe singleton.</summary>
internal sealed class TokenWriter(TimeProvider time, IOptions<JsonOptions> json)
{
    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;
    private byte[]? _unchanged;

    /// <summary>The body for a credential.</summary>
    public AuthTokenResponse Describe(IssuedCredential credential) => new()
    {
        AccessToken = credential.Value,
        ExpiresIn = Math.Max(0, (long)(credential.ExpiresAt - time.GetUtcNow()).TotalSeconds),
        RefreshToken = credential.RefreshToken,
    };

    /// <summary>Tells the client that it keeps the token it has.</summary>
    public async Task WriteUnchangedAsync(HttpContext context)
    {
        byte[] body = _unchanged ??= UnchangedBody();
        HttpResponse response = context.Response;
        NoStore.Apply(response);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    public Task WriteAsync(HttpContext context, IssuedCredential credential)
    {
        NoStore.Apply(context.Response);
        JsonTypeInfo<AuthTokenResponse> type = (JsonTypeInfo<AuthTokenResponse>)_json.GetTypeInfo(typeof(AuthTokenResponse));
        return context.Response.WriteAsJsonAsync(Describe(credential), type, cancellationToken: context.RequestAborted);
    }

    // The response without a token, whose other members are required.
    private byte[] UnchangedBody()
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter writer = new(body);
        writer.WriteStartObject();
        writer.WriteString(FieldNames.Of(nameof(AuthTokenResponse.TokenType), _json), "Bearer");
        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenSpan.ToArray();
    }
}
