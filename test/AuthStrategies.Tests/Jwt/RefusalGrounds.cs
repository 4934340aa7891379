using System.Buffers.Text;
using System.Text.Json;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt;

/// <summary>
/// Why a token that another verifier accepts has to be refused: the requirement's ID, found by other means than the
/// library's own reader, or nothing. A bad signature and a session have no excuse here.
/// </summary>
internal static class RefusalGrounds
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static string? Find(string token, AuthFailure failure)
    {
        string[] parts = token.Split('.');
        return failure.Reason switch
        {
            TooLarge => token.Length > 16 * 1024 ? "T-14" : null,
            Malformed => Shape(parts) ?? Document(parts[0], Header) ?? Document(parts[1], Payload),
            UnsupportedAlgorithm => Text(parts[0], "alg") is "HS256" or "ES256" ? null : "T-05",
            WrongType => Text(parts[0], "typ")?.ToUpperInvariant() is "AT+JWT" or "APPLICATION/AT+JWT" ? null : "T-12",
            UnknownKey => Text(parts[0], "kid") == "key-" + Text(parts[0], "alg") ? null : "T-11",
            MissingClaim => Member(parts[1], "exp") is null ? "C-01" : Member(parts[1], "iss") is null ? "C-06" : Member(parts[1], "aud") is null ? "C-07" : string.IsNullOrEmpty(Text(parts[1], "sub")) ? "C-08" : null,
            // Of two, the library may have seen the first.
            WrongIssuer => Text(parts[1], "iss") == TokenForge.Issuer ? Document(parts[1], Payload) : "C-06",
            WrongAudience => Member(parts[1], "aud") is { } audience && Texts(audience).Contains(TokenForge.Audience) ? null : "C-07",
            Expired => Member(parts[1], "exp") is { } expiry && expiry.GetDecimal() + 10 <= TokenForge.NowSeconds ? "C-01" : null,
            NotYetValid => (Member(parts[1], "nbf") is { } start && start.GetDecimal() - 10 > TokenForge.NowSeconds)
                || (Member(parts[1], "iat") is { } issued && issued.GetDecimal() - 300 > TokenForge.NowSeconds) ? "C-02" : null,
            _ => null,
        };
    }

    private static string? Shape(string[] parts)
    {
        if (parts.Length != 3 || parts.Any(part => part.Length == 0 || part.Any(c => !Digits.Contains(c, StringComparison.Ordinal))))
            return "T-01";

        return parts.Any(part => part.Length % 4 == 1 || TokenForge.Part(Lax(part)) != part) ? "T-02" : null;
    }

    private static byte[] Lax(string part) => Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));

    private static string? Document(string part, Func<JsonElement, string?> inside)
    {
        byte[] bytes = Base64Url.DecodeFromChars(part);
        try
        {
            if (!bytes.AsSpan().TrimEnd(" \t\r\n"u8).EndsWith("}"u8))
                return "T-03";

            _ = new System.Text.UTF8Encoding(false, true).GetString(bytes);
            using JsonDocument lax = JsonDocument.Parse(bytes, new() { MaxDepth = 1000 });
            if (lax.RootElement.ValueKind != JsonValueKind.Object)
                return "T-13";
            if (!IsWhole(lax.RootElement))
                return "T-03";
            if (HasTwins(lax.RootElement))
                return "T-04";
            if (Depth(lax.RootElement) > 32 || HasLongNumber(lax.RootElement))
                return "T-14";
            return inside(lax.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return "T-03";
        }
    }

    private static string? Header(JsonElement header)
    {
        foreach (JsonProperty member in header.EnumerateObject())
        {
            if (member.Name == "crit")
                return "T-07";
            if (member.Name == "b64")
                return "T-08";
            if (member.Name == "zip")
                return "T-13";
            if (member.Name is "kid" or "cty" && member.Value.ValueKind != JsonValueKind.String)
                return "T-09";
            if (member.Name == "typ" && member.Value.ValueKind != JsonValueKind.String)
                return "T-12";
            if (member.Name == "alg" && member.Value.ValueKind != JsonValueKind.String)
                return "T-05";
        }

        return null;
    }

    private static string? Payload(JsonElement payload)
    {
        foreach (JsonProperty member in payload.EnumerateObject())
        {
            if (member.Name is "exp" or "nbf" or "iat" or "auth_time" && !IsDate(member.Value))
                return "C-03";
            if (member.Name == "iss" && member.Value.ValueKind != JsonValueKind.String)
                return "C-06";
            if (member.Name == "aud" && !IsAudience(member.Value))
                return "C-07";
            if (member.Name is "sub" or "jti" or "sid" && member.Value.ValueKind != JsonValueKind.String)
                return "C-08";
            // Also with another jkt than a text: a binding that cannot be read must not count as none.
            if (member.Name == "cnf" && (member.Value.ValueKind != JsonValueKind.Object || (member.Value.TryGetProperty("jkt", out JsonElement thumbprint) && thumbprint.ValueKind != JsonValueKind.String)))
                return "P-02";
        }

        return null;
    }

    private static bool IsDate(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal seconds) && seconds is >= 0 and <= 253402300799;

    private static bool IsAudience(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Array => value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String),
        _ => false,
    };

    private static bool IsWhole(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsWhole(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsWhole),
        JsonValueKind.String => element.GetString() is not null,
        _ => true,
    };

    private static bool HasTwins(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).Any(group => group.Count() > 1) || element.EnumerateObject().Any(member => HasTwins(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasTwins),
        _ => false,
    };

    private static int Depth(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => 1 + element.EnumerateObject().Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + element.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool HasLongNumber(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member => HasLongNumber(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasLongNumber),
        JsonValueKind.Number => element.GetRawText().Length > 64,
        _ => false,
    };

    private static IEnumerable<string?> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(element => element.GetString()) : [value.GetString()];

    private static JsonElement? Member(string part, string name) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(string part, string name) => Member(part, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
