using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Reads a refresh token from the body of a request: from JSON, <c>{"refreshToken": "…"}</c>, and from a form as OAuth has it,
/// <c>grant_type=refresh_token&amp;refresh_token=…</c> (RFC 6749 §6). Case and underscores of the name do not count.
/// </summary>
internal static class BodyToken
{
    private const int MaxBytes = 32 * 1024;
    private const int MaxFormBytes = 2 * MaxBytes;
    private const int MaxFields = 64;
    private const string WrongForm = "The form cannot be read: it is malformed or too large.";
    private const string GrantType = "grant_type";
    private const string RefreshGrant = "refresh_token";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The token, if there is one, or what is wrong with the body.</summary>
    public static ValueTask<BodyContent> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength == 0)
            return default;
        if (request.HasJsonContentType())
            return ReadJsonAsync(request);

        return IsForm(request) ? ReadFormAsync(request) : new(new BodyContent { IsOther = request.ContentLength > 0 });
    }

    private static async ValueTask<BodyContent> ReadJsonAsync(HttpRequest request)
    {
        string name = FieldNames.Of(FieldNames.RefreshToken, request.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        if (request.ContentLength > MaxBytes)
            return WrongJson(name);

        ReadResult read = await request.BodyReader.ReadAtLeastAsync(MaxBytes + 1, request.HttpContext.RequestAborted).ConfigureAwait(false);
        try
        {
            return read.Buffer.Length > MaxBytes ? WrongJson(name) : Parse(read.Buffer, name);
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    private static BodyContent Parse(ReadOnlySequence<byte> body, string name)
    {
        if (body.IsEmpty)
            return default;

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return WrongJson(name);

            JsonProperty[] members = [.. document.RootElement.EnumerateObject()];
            JsonElement[] tokens = [.. members.Where(member => member.Value.ValueKind != JsonValueKind.Null && IsToken(member.Name, name)).Select(member => member.Value)];
            return tokens switch
            {
                [] => new() { IsOther = members.Length > 0 },
                [{ ValueKind: JsonValueKind.String } token] => Of(token.GetString()!, "member", name),
                [_] => WrongJson(name),
                _ => new() { Mistake = $"The body names the refresh token more than once. Send it in the member {name} alone." },
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // GetString and Name throw the second one for a lone surrogate.
            return WrongJson(name);
        }
    }

    private static async ValueTask<BodyContent> ReadFormAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxFormBytes)
            return new() { Mistake = WrongForm };

        // The limits of a form are for one field, and a body in chunks has no length: a client without a credential could fill the memory.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: null or > MaxFormBytes } size)
            size.MaxRequestBodySize = MaxFormBytes;
        try
        {
            FormOptions limits = new() { ValueCountLimit = MaxFields, KeyLengthLimit = MaxBytes, ValueLengthLimit = MaxBytes, BufferBodyLengthLimit = MaxFormBytes };
            IFormCollection form = await request.ReadFormAsync(limits, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return Read(form);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return new() { Mistake = WrongForm };
        }
    }

    private static BodyContent Read(IFormCollection form)
    {
        StringValues grant = form[GrantType];
        StringValues[] tokens = [.. form.Where(field => IsToken(field.Key, FieldNames.RefreshToken)).Select(field => field.Value)];
        if (grant.Count > 0 && grant != RefreshGrant)
            return new() { Mistake = "The form must have grant_type=refresh_token, once (RFC 6749 §6)." };

        return tokens switch
        {
            // A plain form of a page has other fields: its credential is the cookie.
            [] => new() { IsOther = grant.Count > 0 },
            [[{ Length: > 0 } token]] => Of(token, "field", RefreshGrant),
            _ => new() { Mistake = "The form must have one field refresh_token with one value (RFC 6749 §6)." },
        };
    }

    private static BodyContent Of(string token, string part, string name) =>
        string.IsNullOrWhiteSpace(token) ? new() { Mistake = $"The {part} {name} of the body is empty. It must be the refresh token." } : new() { Token = token };

    private static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static bool IsToken(string given, string name) =>
        string.Equals(given, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(given.Replace("_", "", StringComparison.Ordinal), FieldNames.RefreshToken, StringComparison.OrdinalIgnoreCase);

    private static BodyContent WrongJson(string name) =>
        new() { Mistake = $"The body must be one JSON object of at most 32 KiB, with the refresh token in its member {name}." };
}
