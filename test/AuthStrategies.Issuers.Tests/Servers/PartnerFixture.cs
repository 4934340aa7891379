using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Issuers.Tests.Servers;

/// <summary>An application that accepts the tokens of a partner, whose keys it fetches from a handler, under a clock of the test.</summary>
internal sealed class PartnerFixture : IDisposable
{
    public const string Audience = "shop";
    public const string Name = "Partner";
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "alice"), new("name", "Alice")], "password"));

    private readonly ServiceProvider _services;

    public PartnerFixture(Action<IssuerKeysOptions>? configure = null, Action<JwtStrategyOptions>? jwt = null, Action<IAuthStrategyBuilder>? more = null, LogLevel level = LogLevel.Trace)
    {
        Log = new(level);
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Time).AddSingleton<ILoggerFactory>(Log);
        IAuthStrategyBuilder builder = services.AddAuthStrategy().AddJwt(Name, options =>
        {
            (options.Issuer, options.Audience) = (IssuerHandler.Issuer, Audience);
            jwt?.Invoke(options);
        }).UseIssuerKeys(Name, options =>
        {
            options.MetadataAddress = IssuerHandler.MetadataAddress;
            options.BackchannelHttpHandler = Handler;
            configure?.Invoke(options);
        });
        more?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public IssuerHandler Handler { get; } = new();

    public FakeTimeProvider Time { get; } = new(Start);

    public LogCapture Log { get; }

    public IServiceProvider Services => _services;

    public IAuthStrategy Strategy => _services.GetRequiredKeyedService<IAuthStrategy>(Name);

    /// <summary>A token that the partner issues now.</summary>
    public string Issue(JwtKey key, string issuer = IssuerHandler.Issuer, TimeSpan? lifetime = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Time);
        services.AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience, options.AccessTokenLifetime) = (issuer, Audience, lifetime ?? TimeSpan.FromHours(24));
            options.SigningKeys.Add(key);
        });
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IAuthStrategy>().IssueAsync(Alice).AsTask().GetAwaiter().GetResult().Value;
    }

    /// <summary>A token that anyone can write: no key signed it.</summary>
    public static string Forge(string keyId, string issuer = IssuerHandler.Issuer, string algorithm = "ES256") => string.Join(
        '.',
        Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{keyId}}"}"""),
        Encode($$"""{"iss":"{{issuer}}","sub":"mallory","aud":"{{Audience}}","exp":{{Start.AddDays(1).ToUnixTimeSeconds()}}}"""),
        Base64Url.EncodeToString(new byte[64]));

    public async Task<AuthFailureReason?> ReasonAsync(string token) => (await Strategy.AuthenticateAsync(token)).Failure?.Reason;

    /// <summary>Repeats until something is so that happens in the background; it measures nothing.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!await isSo())
            await Task.Delay(5, patience.Token);
    }

    public void Dispose()
    {
        _services.Dispose();
        Handler.Dispose();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
