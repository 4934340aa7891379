using System.Security.Claims;
using System.Text.Json;
using Jose;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>jose-jwt, which checks the signature and leaves issuer, audience, times and principal to its user.</summary>
internal sealed class JosePeer(KeySet keys)
{
    public ClaimsPrincipal Authenticate(string token)
    {
        using var payload = JsonDocument.Parse(JWT.DecodeBytes(token, keys.Jose, keys.JoseAlgorithm));
        JsonElement root = payload.RootElement;
        if (root.GetProperty("iss").GetString() != TokenSample.Issuer
            || root.GetProperty("aud").GetString() != TokenSample.Audience
            || root.GetProperty("exp").GetInt64() <= TimeProvider.System.GetUtcNow().ToUnixTimeSeconds())
        {
            throw new InvalidOperationException("The token is good.");
        }

        return new ClaimsPrincipal(new ClaimsIdentity(root.EnumerateObject().Where(IsClaim).SelectMany(Claims), "Jwt", "name", "role"));
    }

    public string Issue()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Dictionary<string, object>
        {
            ["iss"] = TokenSample.Issuer,
            ["sub"] = TokenSample.Subject,
            ["aud"] = TokenSample.Audience,
            ["iat"] = now,
            ["exp"] = now + 3600,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["auth_time"] = now,
            ["name"] = "Alice Adams",
            ["email"] = "alice@example.org",
            ["role"] = Roles,
            ["tenant"] = "t-42",
            ["scope"] = "api",
            ["locale"] = "en",
        };
        return JWT.Encode(payload, keys.Jose, keys.JoseAlgorithm, Header);
    }

    private static readonly string[] Roles = ["reader", "writer", "editor"];

    private static readonly Dictionary<string, object> Header = new() { ["typ"] = TokenSample.TokenType, ["kid"] = TokenSample.KeyId };

    private static bool IsClaim(JsonProperty member) => member.Name is not ("iss" or "aud" or "exp" or "iat" or "jti" or "auth_time");

    private static IEnumerable<Claim> Claims(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Array
        ? member.Value.EnumerateArray().Select(value => new Claim(member.Name, value.GetString()!))
        : [new Claim(member.Name, member.Value.GetString()!)];
}
