using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>
/// What every contender issues and verifies: the token of an ordinary session, whose principal has nine claims; 471 characters under HS256.
/// </summary>
internal static class TokenSample
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "api";
    public const string TokenType = "at+jwt";
    public const string KeyId = "k1";
    public const string Subject = "7f3c9a52";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Every claim but the subject, those of one type next to each other.</summary>
    public static readonly (string Type, string Value)[] Claims =
    [
        ("name", "Alice Adams"),
        ("email", "alice@example.org"),
        ("role", "reader"),
        ("role", "writer"),
        ("role", "editor"),
        ("tenant", "t-42"),
        ("scope", "api"),
        ("locale", "en"),
    ];

    public static ClaimsPrincipal Principal(string subject = Subject) => new(new ClaimsIdentity(
        [new Claim("sub", subject), .. Claims.Select(claim => new Claim(claim.Type, claim.Value))], "password", "name", "role"));

    /// <summary>Ours as an application gets it: from a container, through the public interface.</summary>
    /// <param name="key">Signs and verifies.</param>
    /// <param name="time">Another clock.</param>
    /// <param name="cacheSize">How many tokens to cache; 0 verifies each time, which is what "cold" means.</param>
    public static IAuthStrategy Strategy(JwtKey key, TimeProvider? time = null, int cacheSize = 0)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        services.AddLogging().AddMetrics();
        services.AddAuthStrategy().AddJwt(o =>
        {
            o.Issuer = Issuer;
            o.Audience = Audience;
            o.AccessTokenLifetime = Lifetime;
            o.SigningKeys.Add(key);
            o.CredentialCacheSize = cacheSize;
        });
        return services.BuildServiceProvider().GetRequiredService<IAuthStrategy>();
    }

    public static string Issue(IAuthStrategy strategy, string subject = Subject) => Wait.For(strategy.IssueAsync(Principal(subject))).Value;

    /// <summary>Looks at every claim, as a caller with a principal does.</summary>
    public static long Read(ClaimsPrincipal principal)
    {
        long read = 0;
        foreach (Claim claim in principal.Claims)
            read += claim.Type.Length + claim.Value.Length;
        return read;
    }
}
