using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class JwtSettingsTests
{
    [Test]
    public async Task Jwt_AllSettings_AreApplied()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:ValidAudiences:0"] = "mobile";
        settings["Auth:Jwt:ArrayClaimTypes:0"] = "roles";
        settings["Auth:Jwt:ValidIssuers:0"] = "https://old.example";
        settings["Auth:Jwt:RequiredClaims:0"] = "jti";
        settings["Auth:Jwt:MaxTokenAge"] = "01:00:00";
        settings["Auth:Jwt:VerificationKeys:0:Algorithm"] = "ES256";
        settings["Auth:Jwt:VerificationKeys:0:Pem"] = ec.ExportSubjectPublicKeyInfoPem();
        settings["Auth:Jwt:VerificationKeys:0:KeyId"] = "partner";
        settings["Auth:Jwt:Algorithms:0"] = "HS256";
        settings["Auth:Jwt:Algorithms:1"] = "ES256";
        settings["Auth:Jwt:AccessTokenLifetime"] = "00:05:00";
        settings["Auth:Jwt:ClockSkew"] = "00:00:00";
        settings["Auth:Jwt:TokenType"] = "JWT";
        settings["Auth:Jwt:MaxTokenLength"] = "8192";
        settings["Auth:Jwt:CredentialCacheBytes"] = "3000000000";
        settings["Auth:Jwt:ClaimNaming"] = "DotNet";
        settings["Auth:Jwt:RequireLiveSession"] = "True";
        settings["Auth:Jwt:RefreshTokens:Enabled"] = "true";
        settings["Auth:Jwt:RefreshTokens:IdleTimeout"] = "3.00:00:00";
        settings["Auth:Jwt:RefreshTokens:AbsoluteTimeout"] = "9.00:00:00";
        settings["Auth:Jwt:RefreshTokens:ReuseWindow"] = "00:00:05";
        settings["Auth:Jwt:RefreshTokens:LateRequestWindow"] = "00:11:00";
        settings["Auth:Jwt:RefreshTokens:StrictReuse"] = "true";
        settings["Auth:Jwt:RefreshTokens:MaxSessionsPerSubject"] = "7";
        await using ServiceProvider provider = Build(settings);

        JwtStrategyOptions options = provider.GetRequiredService<IOptionsMonitor<JwtStrategyOptions>>().Get("Jwt");

        Assert.That(options.ValidAudiences, Is.EqualTo(new[] { "mobile" }));
        Assert.That(options.ArrayClaimTypes, Is.EqualTo(new[] { "roles" }));
        Assert.That(options.ValidIssuers, Is.EqualTo(new[] { "https://old.example" }));
        Assert.That(options.RequiredClaims, Is.EqualTo(new[] { "jti" }));
        Assert.That(options.MaxTokenAge, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(options.VerificationKeys.Single().KeyId, Is.EqualTo("partner"));
        Assert.That(options.VerificationKeys.Single().IsPrivate, Is.False);
        Assert.That(options.Algorithms, Is.EqualTo(new[] { "HS256", "ES256" }));
        Assert.That(options.AccessTokenLifetime, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(options.ClockSkew, Is.EqualTo(TimeSpan.Zero));
        Assert.That(options.TokenType, Is.EqualTo("JWT"));
        Assert.That(options.MaxTokenLength, Is.EqualTo(8192));
        Assert.That(options.CredentialCacheBytes, Is.EqualTo(3_000_000_000));
        Assert.That((options.RequireLiveSession, options.RefreshTokens.Enabled), Is.EqualTo((true, true)));
        Assert.That((options.RefreshTokens.IdleTimeout, options.RefreshTokens.AbsoluteTimeout), Is.EqualTo((TimeSpan.FromDays(3), TimeSpan.FromDays(9))));
        Assert.That((options.RefreshTokens.ReuseWindow, options.RefreshTokens.MaxSessionsPerSubject), Is.EqualTo((TimeSpan.FromSeconds(5), 7)));
        Assert.That((options.RefreshTokens.LateRequestWindow, options.RefreshTokens.StrictReuse), Is.EqualTo((TimeSpan.FromMinutes(11), true)));
        Assert.That(options.ClaimNaming, Is.EqualTo(ClaimNaming.DotNet));
    }

    [Test]
    public async Task TokenType_WrittenAsNull_ChecksNone()
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:TokenType"] = null;
        await using ServiceProvider provider = Build(settings);

        Assert.That(provider.GetRequiredService<IOptionsMonitor<JwtStrategyOptions>>().Get("Jwt").TokenType, Is.Null);
    }
}
