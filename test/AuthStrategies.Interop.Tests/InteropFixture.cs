using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Interop.Tests;

/// <summary>The library as an application has it, at a fixed time.</summary>
internal sealed class InteropFixture : IDisposable
{
    public const string Issuer = "https://issuer.test";
    public const string Audience = "api";
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly long NowSeconds = Now.ToUnixTimeSeconds();

    public static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity(
        [new("sub", "alice"), new("name", "Älice 🎉"), new("role", "a"), new("role", "b"), new("level", "3", ClaimValueTypes.Integer32)], "password"));

    private readonly ServiceProvider _provider;

    public InteropFixture(Action<JwtStrategyOptions> configure)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        services.AddAuthStrategy().AddJwt(options =>
        {
            options.Issuer = Issuer;
            options.Audience = Audience;
            configure(options);
        });
        _provider = services.BuildServiceProvider();
        Strategy = _provider.GetRequiredService<IAuthStrategy>();
    }

    public IAuthStrategy Strategy { get; }

    /// <summary>The JWK Set that the strategy publishes.</summary>
    public async Task<JsonNode> JwksAsync() => JsonNode.Parse(await _provider.GetRequiredService<IJwtKeySet>().GetJwksAsync())!;

    /// <summary>What a peer has to put into a token that is accepted.</summary>
    public static object Claims => new { iss = Issuer, sub = "alice", aud = Audience, iat = NowSeconds, exp = NowSeconds + 600, jti = "a1b2", name = "Älice 🎉", role = (string[])["a", "b"], level = 3 };

    public static InteropFixture Signing(JwtKey key) => new(options => options.SigningKeys.Add(key));

    public static InteropFixture Verifying(JwtKey key) => new(options => options.VerificationKeys.Add(key));

    public async Task<string> IssueAsync() => (await Strategy.IssueAsync(Alice)).Value;

    public void Dispose() => _provider.Dispose();
}
