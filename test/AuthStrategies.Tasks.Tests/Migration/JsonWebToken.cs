using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Migration;

/// <summary>The code of Scripts/jsonwebtoken.mjs.</summary>
internal static class JsonWebToken
{
    public static void Add(IServiceCollection services, string pem)
    {
        services.AddAuthStrategy().AddJwt(o =>
        {
            o.Issuer = "https://api.example";                        // issuer
            o.Audience = "web";                                      // audience
            o.AccessTokenLifetime = TimeSpan.FromMinutes(15);        // expiresIn
            o.SigningKeys.Add(JwtKey.FromPem(pem, "ES256"));         // privateKey, algorithm, algorithms
            o.ClockSkew = TimeSpan.FromSeconds(10);                  // clockTolerance
            o.MaxTokenAge = TimeSpan.FromHours(1);                   // maxAge
        });
    }

    public static async Task<string> SignAsync(IAuthStrategy strategy, DateTimeOffset now)
    {
        ClaimsPrincipal user = new(new ClaimsIdentity(
            [new("sub", "alice"), new("name", "Alice"), new("role", "admin")], "password"));     // payload, subject
        IssuedCredential token = await strategy.IssueAsync(user, new()
        {
            NotBefore = now,                                                                     // notBefore
            TokenId = "order-7",                                                                 // jwtid
            HeaderMembers = new Dictionary<string, string> { ["ver"] = "2" },                    // header
        });
        return token.Value;
    }

    public static async Task<string> VerifyAsync(IAuthStrategy strategy, string token)
    {
        AuthResult result = await strategy.AuthenticateAsync(token);
        return result switch
        {
            { Succeeded: true } => result.Principal.Identity!.Name!,
            { Failure.Reason: AuthFailureReason.Expired } => "refresh",                          // TokenExpiredError
            { Failure.Reason: AuthFailureReason.NotYetValid } => "later",                        // NotBeforeError
            _ => "log in",                                                                       // JsonWebTokenError
        };
    }

    /// <summary>Tokens of the application from before, until the last of them has expired.</summary>
    public static void AcceptFormerTokens(IAuthStrategyBuilder auth, string secret)
    {
        auth.AddJwt("Former", o =>
        {
            o.Issuer = "https://old.example";
            o.Audience = "web";
            o.TokenType = null;                                      // jsonwebtoken writes "typ": "JWT"
            o.VerificationKeys.Add(JwtKey.FromSecret(Encoding.UTF8.GetBytes(secret), "HS256"));
        });
    }
}
