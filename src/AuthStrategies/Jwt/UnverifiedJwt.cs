using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies;

/// <summary>
/// The content of a signed token that was <b>not</b> verified: anyone can write such a text. Use it to look at a token, for example in
/// a tool or to choose between issuers, and never to decide who a user is; for that, call <see cref="IAuthStrategy.AuthenticateAsync"/>.
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The type has no principal, and checks neither signature, times, issuer nor audience. Numbers and texts are as written.
/// </remarks>
/// <example>
/// <code>
/// if (UnverifiedJwt.TryRead(text, out UnverifiedJwt? token) &amp;&amp; token.UnverifiedClaims.TryGetProperty("iss", out JsonElement issuer))
///     Console.WriteLine(issuer);
/// </code>
/// </example>
public sealed class UnverifiedJwt
{
    /// <summary>The maximum length of a text that is read: 65,536 characters.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxDepth = 32;

    private UnverifiedJwt(JsonElement header, JsonElement claims) => (UnverifiedHeader, UnverifiedClaims) = (header, claims);

    /// <summary>The header (RFC 7515 §4), a JSON object. Not verified.</summary>
    public JsonElement UnverifiedHeader { get; }

    /// <summary>The claims (RFC 7519 §4), a JSON object. Not verified.</summary>
    public JsonElement UnverifiedClaims { get; }

    /// <summary>Reads a signed token in compact form (RFC 7515 §7.1) without verifying it. Never throws because of the text.</summary>
    /// <param name="text">The text; <see langword="null"/> is no token.</param>
    /// <param name="token">The content, or <see langword="null"/>.</param>
    /// <returns>
    /// Whether the text has three parts in strict base64url, none of them empty, with a JSON object in the first two: at most
    /// <see cref="MaxLength"/> characters, 8 KiB of header and 32 levels, no member twice. <see langword="false"/> for encrypted tokens and
    /// for tokens without a signature.
    /// </returns>
    public static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out UnverifiedJwt? token)
    {
        token = null;
        if (text is null || text.Length > MaxLength || !CompactToken.TryRead(text, out CompactToken parts))
            return false;

        using (parts)
        {
            if (parts.Header.Length > HeaderReader.MaxSize || !TryParse(parts.Header, out JsonElement header) || !TryParse(parts.Payload, out JsonElement claims))
                return false;

            token = new(header, claims);
            return true;
        }
    }

    /// <summary>No part of the content; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => "UnverifiedJwt";

    private static bool TryParse(ReadOnlySpan<byte> json, out JsonElement value)
    {
        value = default;
        // Also texts that JsonElement would refuse only when they are read: no valid UTF-8, half of a surrogate pair.
        if (!StrictJson.IsStrict(json, MaxDepth))
            return false;

        try
        {
            // A copy: the document may not keep the rented buffer, which is cleared.
            using var document = JsonDocument.Parse(json.ToArray(), new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return false;

            value = document.RootElement.Clone();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
