using System.Buffers.Text;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>One node of an application whose JWT keys rotate every 30 days, with its own clock and log, over a store that it may share.</summary>
internal sealed class KeyNode : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    public static readonly TimeSpan RotationPeriod = TimeSpan.FromDays(30);
    public static readonly TimeSpan AnnouncementPeriod = TimeSpan.FromDays(1);
    public static readonly TimeSpan RetirementPeriod = TimeSpan.FromHours(1);
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(30);

    /// <summary>A text that anyone can write: it names the issuer, and no key signed it.</summary>
    public static readonly string Forged = string.Join(
        '.',
        Base64Url.EncodeToString("""{"alg":"ES256","typ":"at+jwt","kid":"x"}"""u8),
        Base64Url.EncodeToString("""{"iss":"https://issuer.example"}"""u8),
        Base64Url.EncodeToString(new byte[64]));

    private readonly ServiceProvider _provider;

    public KeyNode(IJwtKeyStore? store = null, FakeTimeProvider? time = null, Action<JwtStrategyOptions>? configure = null, Action<IAuthStrategyBuilder>? build = null)
    {
        Time = time ?? new(Start);
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        IAuthStrategyBuilder builder = services.AddAuthStrategy().AddJwt(options =>
        {
            options.Issuer = "https://issuer.example";
            options.Audience = "web";
            options.RotateKeys(RotationPeriod, AnnouncementPeriod, RetirementPeriod);
            configure?.Invoke(options);
        });
        if (store is not null)
            builder.UseJwtKeyStore(_ => store);
        build?.Invoke(builder);
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public FakeTimeProvider Time { get; }

    public LogCapture Log { get; } = new();

    public IAuthStrategy Strategy => _provider.GetRequiredService<IAuthStrategy>();

    public IJwtKeyRotation Rotation => _provider.GetRequiredService<IJwtKeyRotation>();

    public IJwtKeySet KeySet => _provider.GetRequiredService<IJwtKeySet>();

    public async Task<string> IssueAsync(TimeSpan? lifetime = null) =>
        (await Strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "password")), new() { AccessTokenLifetime = lifetime })).Value;

    /// <summary>Why a token is refused; null when it is not.</summary>
    public async Task<AuthFailureReason?> ReasonAsync(string token)
    {
        AuthResult result = await Strategy.AuthenticateAsync(token);
        Assert.That(result.IsApplicable, Is.True);
        return result.Failure?.Reason;
    }

    public async Task<JwtKeyInfo> ActiveAsync() => (await Rotation.ListAsync()).Single(key => key.State == JwtKeyState.Active);

    public static string KeyIdOf(string token)
    {
        string header = token[..token.IndexOf('.', StringComparison.Ordinal)];
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(header));
        return json.RootElement.GetProperty("kid").GetString()!;
    }

    public void Dispose() => _provider.Dispose();
}
