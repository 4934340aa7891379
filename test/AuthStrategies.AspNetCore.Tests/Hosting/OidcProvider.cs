using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A small OpenID provider in this process: metadata, keys and tokens for the back channel, and the answer to an authorization request.</summary>
internal sealed class OidcProvider : HttpMessageHandler
{
    public const string Authority = "https://provider.example";
    public const string ClientId = "web";
    public const string AccessToken = "access-token-of-the-provider";
    public const string RefreshToken = "refresh-token-of-the-provider";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly Dictionary<string, string> _nonces = [];

    /// <summary>The last ID token.</summary>
    public string IdToken { get; private set; } = "";

    /// <summary>Answers an authorization request, as if the user had logged in.</summary>
    /// <returns>The path and query of the application to which the browser goes.</returns>
    public string Authorize(Uri request)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(request.Query);
        string code = Guid.NewGuid().ToString("N");
        _nonces[code] = query["nonce"]!;
        return $"{new Uri(query["redirect_uri"]!).AbsolutePath}?code={code}&state={Uri.EscapeDataString(query["state"]!)}";
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => request.RequestUri!.AbsolutePath switch
    {
        "/.well-known/openid-configuration" => Json(new Dictionary<string, object>
        {
            ["issuer"] = Authority,
            ["authorization_endpoint"] = $"{Authority}/authorize",
            ["token_endpoint"] = $"{Authority}/token",
            ["end_session_endpoint"] = $"{Authority}/logout",
            ["jwks_uri"] = $"{Authority}/keys",
        }),
        "/keys" => Json(new { keys = new[] { PublicKey() } }),
        "/token" => Json(Tokens(HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken))["code"]!)),
        _ => new(HttpStatusCode.NotFound),
    };

    protected override void Dispose(bool disposing)
    {
        _rsa.Dispose();
        base.Dispose(disposing);
    }

    private Dictionary<string, object> Tokens(string code)
    {
        SecurityTokenDescriptor token = new()
        {
            Issuer = Authority,
            Audience = ClientId,
            // The application's clock stands still; the library that reads this token has its own.
            IssuedAt = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            NotBefore = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Expires = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Subject = new ClaimsIdentity([new("sub", "alice"), new("name", "alice"), new("nonce", _nonces[code])]),
            SigningCredentials = new(new RsaSecurityKey(_rsa) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
        };
        IdToken = new JsonWebTokenHandler().CreateToken(token);
        return new() { ["id_token"] = IdToken, ["access_token"] = AccessToken, ["refresh_token"] = RefreshToken, ["token_type"] = "Bearer", ["expires_in"] = 3600 };
    }

    private Dictionary<string, string> PublicKey()
    {
        RSAParameters parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["kid"] = "1", ["use"] = "sig", ["alg"] = "RS256", ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    private static HttpResponseMessage Json<T>(T body) => new(HttpStatusCode.OK) { Content = JsonContent.Create(body) };
}
