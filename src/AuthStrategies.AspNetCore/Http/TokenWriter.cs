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
    private readonly byte[]?[] _unchanged = new byte[]?[2];

    // Made at the first body: most requests send none, and the options take 4 ms of the first request.
    private JsonSerializerOptions Json => json.Value.SerializerOptions;

    /// <summary>The body for a credential.</summary>
    public AuthTokenResponse Describe(IssuedCredential credential) => new()
    {
        AccessToken = credential.Value,
        ExpiresIn = Math.Max(0, (long)(credential.ExpiresAt - time.GetUtcNow()).TotalSeconds),
        RefreshToken = credential.RefreshToken,
        TokenType = TypeOf(credential.KeyThumbprint is not null),
    };

    /// <summary>Tells the client that it keeps the token it has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isBound">Whether the token is bound to a key.</param>
    public async Task WriteUnchangedAsync(HttpContext context, bool isBound)
    {
        byte[] body = _unchanged[isBound ? 1 : 0] ??= UnchangedBody(TypeOf(isBound));
        HttpResponse response = context.Response;
        NoStore.Apply(response);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    public Task WriteAsync(HttpContext context, IssuedCredential credential)
    {
        NoStore.Apply(context.Response);
        JsonTypeInfo<AuthTokenResponse> type = (JsonTypeInfo<AuthTokenResponse>)Json.GetTypeInfo(typeof(AuthTokenResponse));
        return context.Response.WriteAsJsonAsync(Describe(credential), type, cancellationToken: context.RequestAborted);
    }

    // RFC 9449 §5.
    private static string TypeOf(bool isBound) => isBound ? "DPoP" : "Bearer";

    // The response without a token, whose other members are required.
    private byte[] UnchangedBody(string type)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter writer = new(body);
        writer.WriteStartObject();
        writer.WriteString(FieldNames.Of(nameof(AuthTokenResponse.TokenType), Json), type);
        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenSpan.ToArray();
    }
}
