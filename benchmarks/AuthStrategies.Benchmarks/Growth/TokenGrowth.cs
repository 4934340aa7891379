using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.Benchmarks.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>How the cost of tokens grows: claims, size, keys in the ring.</summary>
internal static class TokenGrowth
{
    private static readonly int[] Claims = [3, 10, 30, 100];
    private static readonly int[] Characters = [500, 1_000, 2_000, 4_000, 7_500];
    private static readonly int[] Keys = [1, 2, 5, 10, 20, 50];

    public static IEnumerable<GrowthRow> Rows =>
    [
        new("verify HS256, every claim read", "claims", Order.Linear, Claims, (size, owned) => Verify(owned, 0, 1, WithClaims(size))),
        new("verify HS256 again, unread", "claims", Order.Constant, Claims, (size, owned) => Verify(owned, 1_000, 1, WithClaims(size), isRead: false)),
        new("issue HS256", "claims", Order.Linear, Claims, (size, owned) => Issue(owned, WithClaims(size))),
        new("authenticate a session, unread", "claims", Order.Constant, Claims, (size, owned) => SessionGrowth.Authenticate(owned, WithClaims(size))),
        new("verify HS256, every claim read", "characters", Order.Linear, Characters, (size, owned) => Verify(owned, 0, 1, WithCharacters(size))),
        new("verify HS256, every claim read", "keys in the ring", Order.Constant, Keys, (size, owned) => Verify(owned, 0, size, WithClaims(8))),
        new("verify a token of an unknown key", "keys in the ring", Order.Constant, Keys, Unknown),
    ];

    public static ClaimsPrincipal WithClaims(int count) => new(new ClaimsIdentity(
        [new Claim("sub", TokenSample.Subject), .. Enumerable.Range(1, count - 1).Select(i => new Claim("claim" + i, "value " + i))], "password", "name", "role"));

    private static ClaimsPrincipal WithCharacters(int characters) => new(new ClaimsIdentity(
        [new Claim("sub", TokenSample.Subject), new Claim("data", new string('x', Math.Max(1, (characters - 370) * 3 / 4)))], "password", "name", "role"));

    private static IAuthStrategy Strategy(Stack<IDisposable> owned, int cacheSize, JwtKey[] keys)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        services.AddAuthStrategy().AddJwt(o =>
        {
            (o.Issuer, o.Audience, o.AccessTokenLifetime, o.CredentialCacheSize) = (TokenSample.Issuer, TokenSample.Audience, TokenSample.Lifetime, cacheSize);
            foreach (JwtKey key in keys)
                o.SigningKeys.Add(key);
        });
        ServiceProvider provider = services.BuildServiceProvider();
        owned.Push(provider);
        return provider.GetRequiredService<IAuthStrategy>();
    }

    private static JwtKey[] Ring(int count) => [.. Enumerable.Range(1, count).Select(i => JwtKey.FromSecret(RandomNumberGenerator.GetBytes(32), "HS256", "k" + i))];

    private static Func<int, long> Verify(Stack<IDisposable> owned, int cacheSize, int keys, ClaimsPrincipal user, bool isRead = true)
    {
        IAuthStrategy strategy = Strategy(owned, cacheSize, Ring(keys));
        string token = Wait.For(strategy.IssueAsync(user)).Value;
        return operations =>
        {
            long read = 0;
            for (int n = 0; n < operations; n++)
            {
                ClaimsPrincipal principal = Wait.For(strategy.AuthenticateAsync(token)).Principal!;
                read += isRead ? TokenSample.Read(principal) : 1;
            }

            return read;
        };
    }

    private static Func<int, long> Issue(Stack<IDisposable> owned, ClaimsPrincipal user)
    {
        IAuthStrategy strategy = Strategy(owned, 0, Ring(1));
        return operations =>
        {
            long read = 0;
            for (int n = 0; n < operations; n++)
                read += Wait.For(strategy.IssueAsync(user)).Value.Length;
            return read;
        };
    }

    private static Func<int, long> Unknown(int keys, Stack<IDisposable> owned)
    {
        IAuthStrategy strategy = Strategy(owned, 0, Ring(keys));
        string token = Wait.For(Strategy(owned, 0, [JwtKey.FromSecret(RandomNumberGenerator.GetBytes(32), "HS256", "stranger")]).IssueAsync(WithClaims(8))).Value;
        return operations =>
        {
            long refused = 0;
            for (int n = 0; n < operations; n++)
                refused += Wait.For(strategy.AuthenticateAsync(token)).Succeeded ? 0 : 1;
            return refused;
        };
    }
}
