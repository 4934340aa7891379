using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using AuthStrategies.Claims;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Randomness;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Writes access tokens (RFC 9068 §2).</summary>
internal static class JwtWriter
{
    private const int TokenIdSize = 16;

    /// <summary>Writes and signs a token.</summary>
    /// <exception cref="ArgumentException">The principal has too many claims: the token would be longer than is accepted.</exception>
    /// <exception cref="InvalidOperationException">The key failed to sign.</exception>
    public static string Write(in AccessToken token, JwtPolicy policy, CurrentKeys keys)
    {
        JwtKey key = keys.SigningKey!;
        byte[] header = token.Terms is { HeaderMembers: { IsEmpty: false } members } ? HeaderWith(members, keys) : keys.HeaderUtf8;
        using var json = JsonText.Rent();
        WritePayload(json, token, policy);
        ReadOnlySpan<byte> payload = json.Written;

        int signingInput = header.Length + 1 + Base64Url.GetEncodedLength(payload.Length);
        int length = signingInput + 1 + Base64Url.GetEncodedLength(key.SignatureSize);
        int sentLength = JwtEncryptor.LengthOf(length, policy.Encryption);
        if (sentLength > policy.MaxTokenLength)
            throw TooLong(sentLength, policy.MaxTokenLength);

        byte[] buffer = ArrayPool<byte>.Shared.Rent(length + key.SignatureSize);
        try
        {
            header.CopyTo(buffer, 0);
            buffer[header.Length] = (byte)CompactToken.Separator;
            Base64Url.EncodeToUtf8(payload, buffer.AsSpan(header.Length + 1));
            Span<byte> signature = buffer.AsSpan(length, key.SignatureSize);
            if (!key.TrySign(buffer.AsSpan(0, signingInput), signature, out int written) || written != signature.Length)
                throw new InvalidOperationException("The signing key failed to sign.");

            buffer[signingInput] = (byte)CompactToken.Separator;
            Base64Url.EncodeToUtf8(signature, buffer.AsSpan(signingInput + 1));
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        finally
        {
            buffer.AsSpan(0, length + key.SignatureSize).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes the parts that are the same in each payload, so that they are not written again for each token.</summary>
    /// <returns>The values of <see cref="JwtPolicy.PayloadStart"/> and <see cref="JwtPolicy.PayloadAudience"/>.</returns>
    public static (byte[] Start, byte[] Audience) FixedParts(string issuer, string audience)
    {
        using var json = JsonText.Rent();
        json.StartObject();
        json.Name("iss"u8);
        json.Value(issuer);
        int audienceAt = json.Written.Length;
        json.Name("aud"u8);
        json.Value(audience);
        ReadOnlySpan<byte> both = json.Written;
        return ([.. both[..audienceAt], .. ",\"sub\":"u8], [.. both[audienceAt..]]);
    }

    private static void WritePayload(JsonText json, in AccessToken token, JwtPolicy policy)
    {
        json.Fragment(policy.PayloadStart);
        json.Value(token.Subject);
        WriteAudience(json, token.Terms, policy);
        json.Fragment(",\"iat\":"u8);
        json.Value(token.IssuedAt);
        json.Fragment(",\"exp\":"u8);
        json.Value(token.ExpiresAt);
        if (token.Terms?.NotBefore is { } notBefore)
        {
            json.Name("nbf"u8);
            json.Value(notBefore);
        }

        json.Fragment(",\"jti\":"u8);
        if (token.Terms?.TokenId is { } tokenId)
            json.Value(tokenId);
        else
            WriteRandomTokenId(json);
        if (token.AuthenticatedAt is { } authenticatedAt)
        {
            json.Fragment(",\"auth_time\":"u8);
            json.Value(authenticatedAt);
        }

        if (token.SessionId is { } sessionId)
        {
            json.Name("sid"u8);
            json.Value(sessionId.ToString());
        }

        if (token.KeyThumbprint is { } thumbprint)
            WriteConfirmation(json, thumbprint);
        if (!token.Generation.IsNone)
            WriteGeneration(json, token.Generation);
        WriteClaims(json, token.Claims, policy);
        if (WrittenNames.ForToken(token.Names, token.Claims, policy.Principals) is { } names)
            WrittenNamesJson.Write(json, names);
        json.EndObject();
    }

    private static byte[] HeaderWith(ImmutableArray<KeyValuePair<string, string>> members, CurrentKeys keys)
    {
        byte[] header = keys.HeaderOf(members);
        if (Base64Url.GetMaxDecodedLength(header.Length) <= HeaderReader.MaxSize)
            return header;

#pragma warning disable CA2208 // It is a parameter of IssueAsync.
        throw new ArgumentException(OptionMessages.Invalid("IssueOptions.HeaderMembers", "a list that makes the header too large", $"a list with which the header has at most {HeaderReader.MaxSize} bytes", "fewer members, and claims for the others"), "options");
#pragma warning restore CA2208
    }

    // One audience is written as a text, because some readers expect no list (RFC 7519 §4.1.3 allows both).
    private static void WriteAudience(JsonText json, AccessTokenTerms? terms, JwtPolicy policy)
    {
        if (terms is null or { Audiences.IsEmpty: true })
        {
            json.Fragment(policy.PayloadAudience);
            return;
        }

        json.Name("aud"u8);
        if (terms.Audiences is [var only])
        {
            json.Value(only);
            return;
        }

        json.StartArray();
        foreach (string audience in terms.Audiences)
            json.Value(audience);
        json.EndArray();
    }

    private static void WriteRandomTokenId(JsonText json)
    {
        Span<byte> id = stackalloc byte[TokenIdSize];
        SecureRandom.Fill(id);
        Span<byte> text = stackalloc byte[Base64Url.GetEncodedLength(TokenIdSize)];
        Base64Url.EncodeToUtf8(id, text);
        json.Value(text);
    }

    // RFC 9449 §6.1.
    private static void WriteConfirmation(JsonText json, string thumbprint)
    {
        json.Name("cnf"u8);
        json.StartObject();
        json.Name("jkt"u8);
        json.Value(thumbprint);
        json.EndObject();
    }

    private static void WriteGeneration(JsonText json, Generation generation)
    {
        Span<byte> text = stackalloc byte[Generation.TextLength];
        generation.WriteText(text);
        json.Name(ClaimNames.GenerationMember);
        json.Value(text);
    }

    private static void WriteClaims(JsonText json, ReadOnlySpan<ClaimEntry> claims, JwtPolicy policy)
    {
        while (!claims.IsEmpty)
        {
            int count = 1;
            while (count < claims.Length && claims[count].Type == claims[0].Type)
                count++;

            ClaimJson.Write(json, claims[..count], policy.ArrayClaimTypes.Contains(claims[0].Type));
            claims = claims[count..];
        }
    }

#pragma warning disable CA2208 // It is a parameter of IssueAsync.
    private static ArgumentException TooLong(int length, int limit) => new(
        $"The token would have {length} characters; MaxTokenLength is {limit}. Issue it with fewer claims, or use sessions, which keep them on the server.",
        "principal");
#pragma warning restore CA2208
}
