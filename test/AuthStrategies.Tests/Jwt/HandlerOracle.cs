using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Microsoft's verifier over the same keys, set to the same policy as far as it can be.</summary>
internal sealed class HandlerOracle
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 1024 * 1024 };
    private readonly TokenValidationParameters _parameters;

    public HandlerOracle(params ForgeKey[] keys) => _parameters = new()
    {
        ValidIssuer = TokenForge.Issuer,
        ValidAudience = TokenForge.Audience,
        IssuerSigningKeys = [.. keys.Select(KeyOf)],
        // It compares types with regard to case, which RFC 7515 §4.1.9 does not.
        TypeValidator = (type, _, _) => type?.ToUpperInvariant() is "AT+JWT" or "APPLICATION/AT+JWT" ? type : throw new SecurityTokenInvalidTypeException(),
        ClockSkew = TimeSpan.FromSeconds(10),
        LifetimeValidator = (notBefore, expires, _, parameters) =>
            expires is { } end && TokenForge.Now.UtcDateTime - parameters.ClockSkew < end
            && (notBefore is not { } start || TokenForge.Now.UtcDateTime + parameters.ClockSkew >= start),
    };

    /// <summary>The secrets that open encrypted tokens; none by default.</summary>
    public IReadOnlyDictionary<string, byte[]> DecryptionSecrets
    {
        init => _parameters.TokenDecryptionKeys = [.. value.Select(entry => new SymmetricSecurityKey(entry.Value) { KeyId = entry.Key })];
    }

    public static SecurityKey KeyOf(ForgeKey key) => key.Algorithm[..2] switch
    {
        "HS" => new SymmetricSecurityKey(key.Secret) { KeyId = key.KeyId },
        "ES" => new ECDsaSecurityKey(key.Ec) { KeyId = key.KeyId },
        _ => new RsaSecurityKey(ForgeKey.Rsa) { KeyId = key.KeyId },
    };

    public static string Issue(ForgeKey key, SecurityTokenDescriptor descriptor)
    {
        descriptor.SigningCredentials = new(KeyOf(key), key.Algorithm);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>Its claims if it accepts the token, otherwise nothing.</summary>
    public ClaimsIdentity? Verify(string token)
    {
        try
        {
            TokenValidationResult result = _handler.ValidateTokenAsync(token, _parameters).GetAwaiter().GetResult();
            return result.IsValid ? result.ClaimsIdentity : null;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
