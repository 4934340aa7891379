using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>The platform's handler as its documentation wants it used: handler, parameters and keys made once, no mapping of claim names.</summary>
internal sealed class HandlerPeer
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly TokenValidationParameters _parameters;
    private readonly SigningCredentials _credentials;
    private readonly Dictionary<string, object> _claims;

    public HandlerPeer(KeySet keys)
    {
        _parameters = new()
        {
            ValidIssuer = TokenSample.Issuer,
            ValidAudience = TokenSample.Audience,
            IssuerSigningKey = keys.Handler,
            ValidAlgorithms = [keys.Algorithm],
            ValidTypes = [TokenSample.TokenType],
            ClockSkew = TimeSpan.FromSeconds(10),
            NameClaimType = "name",
            RoleClaimType = "role",
            AuthenticationType = "Jwt",
            LogValidationExceptions = false,
        };
        _credentials = new(keys.Handler, keys.Algorithm);
        _claims = TokenSample.Claims.GroupBy(claim => claim.Type).ToDictionary(same => same.Key, same => same.Count() > 1 ? (object)same.Select(claim => claim.Value).ToArray() : same.Single().Value);
        _claims.Add("sub", TokenSample.Subject);
    }

    public ClaimsPrincipal Authenticate(string token) => new(Wait.For(_handler.ValidateTokenAsync(token, _parameters)).ClaimsIdentity);

    public bool Refuses(string token) => !Wait.For(_handler.ValidateTokenAsync(token, _parameters)).IsValid;

    public string Issue()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenSample.Issuer,
            Audience = TokenSample.Audience,
            IssuedAt = now,
            Expires = now + TokenSample.Lifetime,
            TokenType = TokenSample.TokenType,
            SigningCredentials = _credentials,
            Claims = new Dictionary<string, object>(_claims) { ["jti"] = Guid.NewGuid().ToString("N"), ["auth_time"] = EpochTime.GetIntDate(now) },
        });
    }
}
