using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Randomness;

namespace AuthStrategies.Jwt;

/// <summary>Writes access tokens (RFC 9068 §2).</summary>
internal static class JwtWriter
{
    private const int TokenIdSize = 16;

    /// <summary>The header of every token that a key signs.</summary>
    public static byte[] Header(JwtKey key, string? tokenType)
    {
        using var json = JsonBuffer.Rent();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("alg"u8, key.AlgorithmUtf8);
        if (tokenType is not null)
            json.Writer.WriteString("typ"u8, tokenType);
        json.Writer.WriteString("kid"u8, key.KeyIdUtf8);
        json.Writer.WriteEndObject();
        return json.Written().ToArray();
    }

    /// <summary>Makes sure that a token will not be longer than is accepted.</summary>
    /// <exception cref="ArgumentException">It would be.</exception>
    public static void CheckSize(JwtKey key, JwtPolicy policy, in AccessToken token)
    {
        using var json = JsonBuffer.Rent();
        WritePayload(json.Writer, policy, token);
        LengthOf(json.Written(), key, policy, out _);
    }

    /// <summary>Writes and signs a token.</summary>
    /// <exception cref="ArgumentException">The principal has so many claims that the token would be longer than is accepted.</exception>
    /// <exception cref="InvalidOperationException">The key failed to sign.</exception>
    public static string Write(JwtKey key, JwtPolicy policy, in AccessToken token)
    {
        using var json = JsonBuffer.Rent();
        WritePayload(json.Writer, policy, token);
        ReadOnlySpan<byte> payload = json.Written();

        int length = LengthOf(payload, key, policy, out int signingInput);

        byte[] buffer = ArrayPool<byte>.Shared.Rent(length + key.SignatureSize);
        try
        {
            policy.HeaderUtf8.CopyTo(buffer, 0);
            buffer[policy.HeaderUtf8.Length] = (byte)CompactToken.Separator;
            Base64Url.EncodeToUtf8(payload, buffer.AsSpan(policy.HeaderUtf8.Length + 1));
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

    private static int LengthOf(ReadOnlySpan<byte> payload, JwtKey key, JwtPolicy policy, out int signingInput)
    {
        signingInput = policy.HeaderUtf8.Length + 1 + Base64Url.GetEncodedLength(payload.Length);
        int length = signingInput + 1 + Base64Url.GetEncodedLength(key.SignatureSize);
        int sent = JwtEncryptor.LengthOf(length, policy);
        return sent <= policy.MaxTokenLength ? length : throw TooLong(sent, policy.MaxTokenLength);
    }

    private static void WritePayload(Utf8JsonWriter writer, JwtPolicy policy, in AccessToken token)
    {
        writer.WriteStartObject();
        writer.WriteString("iss"u8, policy.IssuerUtf8);
        writer.WriteString("sub"u8, token.Subject);
        writer.WriteString("aud"u8, policy.AudiencesUtf8[0]);
        writer.WriteNumber("iat"u8, token.IssuedAt);
        writer.WriteNumber("exp"u8, token.ExpiresAt);
        WriteTokenId(writer);
        writer.WriteNumber("auth_time"u8, token.AuthenticatedAt);
        if (token.SessionId is { } sessionId)
            writer.WriteString("sid"u8, sessionId.ToString());
        WriteClaims(writer, token.Claims);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteTokenId(Utf8JsonWriter writer)
    {
        Span<byte> id = stackalloc byte[TokenIdSize];
        SecureRandom.Fill(id);
        Span<byte> text = stackalloc byte[Base64Url.GetEncodedLength(TokenIdSize)];
        Base64Url.EncodeToUtf8(id, text);
        writer.WriteString("jti"u8, text);
    }

    private static void WriteClaims(Utf8JsonWriter writer, ReadOnlySpan<ClaimEntry> claims)
    {
        while (!claims.IsEmpty)
        {
            int count = 1;
            while (count < claims.Length && claims[count].Type == claims[0].Type)
                count++;

            ClaimJson.Write(writer, claims[..count]);
            claims = claims[count..];
        }
    }

#pragma warning disable CA2208 // The parameter is IssueAsync's.
    private static ArgumentException TooLong(int length, int limit) => new(
        $"The token would have {length} characters; MaxTokenLength is {limit}. Issue it with fewer claims, or use sessions, which keep them on the server.",
        "principal");
#pragma warning restore CA2208
}
