using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Tokens as another issuer signs them.</summary>
internal static class ForeignTokens
{
    public static string Create(string issuer, string audience, byte[] secret, DateTimeOffset now, string subject, string? sid = null, TimeSpan? lifetime = null, string type = "at+jwt", string? kid = null, bool isFresh = false)
    {
        Dictionary<string, object> payload = new()
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["sub"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (lifetime ?? TimeSpan.FromMinutes(5))).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
        if (isFresh)
            payload["auth_time"] = now.ToUnixTimeSeconds();
        if (sid is not null)
            payload["sid"] = sid;
        Dictionary<string, object> header = new() { ["alg"] = "HS256", ["typ"] = type };
        if (kid is not null)
            header["kid"] = kid;
        string input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Base64Url.EncodeToString(System.Security.Cryptography.HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
