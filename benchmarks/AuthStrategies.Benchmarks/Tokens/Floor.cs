using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Json;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>
/// The least that verifying costs, written for this one token, one thread and no attacker: base64url, the primitive and
/// one pass over the JSON, in buffers that are reused.
/// </summary>
internal sealed class Floor(IPrimitive primitive)
{
    private readonly byte[] _text = new byte[4096];
    private readonly byte[] _header = new byte[1024];
    private readonly byte[] _payload = new byte[4096];
    private readonly byte[] _signature = new byte[512];

    /// <summary>The floor: the signature is checked and every token of the JSON read.</summary>
    public long Verify(string token)
    {
        ReadOnlySpan<byte> payload = Open(token);
        var reader = new Utf8JsonReader(payload);
        long tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    /// <summary>The useful floor: issuer, audience and times are checked as well, and what is handed out is a principal.</summary>
    public ClaimsPrincipal Authenticate(string token)
    {
        var reader = new Utf8JsonReader(Open(token));
        var identity = new ClaimsIdentity("Jwt", "name", "role");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        bool issuer = false, audience = false, times = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "iss":
                    issuer = reader.ValueTextEquals(TokenSample.Issuer);
                    break;
                case "aud":
                    audience = reader.ValueTextEquals(TokenSample.Audience);
                    break;
                case "exp":
                    times = reader.GetInt64() > now;
                    break;
                case "iat" or "jti" or "auth_time":
                    break;
                default:
                    AddClaims(identity, name, ref reader);
                    break;
            }
        }

        return issuer && audience && times ? new ClaimsPrincipal(identity) : throw new InvalidOperationException("The token is good.");
    }

    private static void AddClaims(ClaimsIdentity identity, string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            identity.AddClaim(new Claim(name, reader.GetString()!, ClaimValueTypes.String, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            identity.AddClaim(new Claim(name, reader.GetString()!, ClaimValueTypes.String, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
    }

    /// <summary>Checks the signature and reads the header; what comes back is the payload.</summary>
    private ReadOnlySpan<byte> Open(string token)
    {
        int length = Encoding.ASCII.GetBytes(token, _text);
        ReadOnlySpan<byte> text = _text.AsSpan(0, length);
        int first = text.IndexOf((byte)'.');
        int last = text.LastIndexOf((byte)'.');
        int header = Base64Url.DecodeFromUtf8(text[..first], _header);
        int payload = Base64Url.DecodeFromUtf8(text[(first + 1)..last], _payload);
        int signature = Base64Url.DecodeFromUtf8(text[(last + 1)..], _signature);
        var reader = new Utf8JsonReader(_header.AsSpan(0, header));
        while (reader.Read())
        {
        }

        return primitive.Verify(text[..last], _signature.AsSpan(0, signature)) ? _payload.AsSpan(0, payload) : throw new InvalidOperationException("The signature is good.");
    }
}
