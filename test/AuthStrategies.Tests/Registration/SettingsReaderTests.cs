using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class SettingsReaderTests
{
    [TestCase("Jwt", typeof(JwtStrategy))]
    [TestCase("Session", typeof(SessionStrategy))]
    [TestCase("jwt", typeof(JwtStrategy))]
    public async Task Strategy_OneWord_Switches(string word, Type expected)
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Strategy"] = word;
        await using ServiceProvider provider = Build(settings);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();

        string credential = await new Logins(strategy).LogInAsync("user-1", "Alice");

        Assert.That(strategy, Is.TypeOf(expected));
        Assert.That(await new Logins(strategy).WhoIsItAsync(credential), Is.EqualTo("Alice"));
    }

    [Test]
    public async Task Section_WholeConfiguration_WorksAmongOtherKeys()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Strategy", "Session"), new("Logging:Level", "x")]).Build();
        ServiceCollection services = new();
        services.AddAuthStrategy(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(await new Logins(provider.GetRequiredService<IAuthStrategy>()).LogInAsync("u", "n"), Is.Not.Empty);
    }

    private static IEnumerable<TestCaseData> Slips()
    {
        yield return Slip("Auth:Strategy", "Jwtt", "\"Jwt\" or \"Session\"");
        yield return Slip("Auth:Stategy", "Jwt", "Auth:Stategy is not a setting");
        yield return Slip("Auth:Jwt:Isuer", "x", "Auth:Jwt:Isuer is not a setting");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "15", "Auth:Jwt:AccessTokenLifetime");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "soon", "hours:minutes:seconds");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "15.00:00:00", "Auth:Jwt:AccessTokenLifetime is 15.00:00:00; it must be from 1 second to 24 hours");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "24:00:00", "\"1.00:00:00\" for 24 hours");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "0:24:00:00", "hours:minutes:seconds");
        yield return Slip("Auth:Jwt:AccessTokenLifetime:Minutes", "5", "Auth:Jwt:AccessTokenLifetime is a list or a section");
        yield return Slip("Auth:Jwt:MaxTokenLength:0", "5", "Auth:Jwt:MaxTokenLength is a list or a section");
        yield return Slip("Auth:Jwt:NameClaimType:0", "x", "Auth:Jwt:NameClaimType is a list or a section");
        yield return Slip("Auth:Jwt:ClaimNaming:0", "Jwt", "Auth:Jwt:ClaimNaming is a list or a section");
        yield return Slip("Auth:Jwt:TokenType:0", "at+jwt", "Auth:Jwt:TokenType is a list or a section");
        yield return Slip("Auth:Jwt:Algorithms", "HS256", "Auth:Jwt:Algorithms is a single value");
        yield return Slip("Auth:Jwt:Algorithms:0:Name", "HS256", "Auth:Jwt:Algorithms:0 is a list or a section");
        yield return Slip("Auth:Jwt:ValidAudiences", "mobile", "Auth:Jwt:ValidAudiences is a single value");
        yield return Slip("Auth:Jwt:ValidIssuers", "x", "Auth:Jwt:ValidIssuers is a single value");
        yield return Slip("Auth:Jwt:RequiredClaims:0", "", "Auth:Jwt:RequiredClaims:0 is empty");
        yield return Slip("Auth:Jwt:MaxTokenAge", "60", "Auth:Jwt:MaxTokenAge");
        yield return Slip("Auth:Jwt:MaxTokenAge", "00:00:01", "Auth:Jwt:MaxTokenAge is 00:00:01; it must be at least AccessTokenLifetime");
        yield return Slip("Auth:Jwt", "x", "Auth:Jwt is a single value");
        yield return Slip("Auth:Jwt:SigningKeys:0:KeyId:0", "x", "Auth:Jwt:SigningKeys:0:KeyId is a list or a section");
        yield return Slip("Auth:Jwt:ClockSkew", "-00:00:01", "Auth:Jwt:ClockSkew is -00:00:01");
        yield return Slip("Auth:Jwt:MaxTokenLength", "16KB", "whole number");
        yield return Slip("Auth:Jwt:MaxTokenLength", "2147483648", "Auth:Jwt:MaxTokenLength is \"2147483648\"; it must be from -2147483648 to 2147483647. Write for example 100.");
        yield return Slip("Auth:Jwt:MaxTokenLength", "-99999999999", "must be from -2147483648 to 2147483647");
        yield return Slip("Auth:Jwt:MaxTokenLength", "1e5", "must be a whole number");
        yield return Slip("Auth:Jwt:MaxTokenLength", "16384.5", "must be a whole number");
        yield return Slip("Auth:Jwt:CredentialCacheBytes", "9223372036854775808", "must be from -9223372036854775808 to 9223372036854775807");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "10675200.00:00:00", "Auth:Jwt:AccessTokenLifetime is \"10675200.00:00:00\"; it must be a time of at most 10675199 days");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "-99999999999.0:0:0", "must be a time of at most 10675199 days");
        yield return Slip("Auth:Jwt:AccessTokenLifetime", "00:00:99999999999.5", "hours:minutes:seconds");
        yield return Slip("Auth:Jwt:CredentialCacheBytes", "32MB", "Auth:Jwt:CredentialCacheBytes is \"32MB\"; it must be a whole number. Write for example 33554432.");
        yield return Slip("Auth:Jwt:CredentialCacheBytes", "2000000000000", "Auth:Jwt:CredentialCacheBytes is 2000000000000; it must be from 65536 to 1099511627776");
        yield return Slip("Auth:Jwt:ClaimNaming", "1", "Jwt, DotNet");
        yield return Slip("Auth:Jwt:TokenType", "", "Auth:Jwt:TokenType is not a media type");
        yield return Slip("Auth:Jwt:Issuer", "", "Auth:Jwt:Issuer is empty");
        yield return Slip("Auth:Jwt:MaxTokenLength", "1", "Auth:Jwt:MaxTokenLength is 1; it must be from 256 to 1048576. Write for example 16384.");
        yield return Slip("Auth:Jwt:ValidAudiences:0", "", "Auth:Jwt:ValidAudiences:0 is empty");
        yield return Slip("Auth:Jwt:Algorithms:0", "none", "Auth:Jwt:Algorithms:0 is not an accepted algorithm");
        yield return Slip("Auth:Jwt:RequireLiveSession", "yes", "must be true or false");
        yield return Slip("Auth:Jwt:RequireLiveSession", "true", "Auth:Jwt:RefreshTokens:Enabled is false");
        yield return Slip("Auth:Jwt:RefreshTokens", "true", "Auth:Jwt:RefreshTokens is a single value");
        yield return Slip("Auth:Jwt:RefreshTokens:Enabled", "1", "Auth:Jwt:RefreshTokens:Enabled is \"1\"");
        yield return Slip("Auth:Jwt:RefreshTokens:Enable", "true", "Auth:Jwt:RefreshTokens:Enable is not a setting");
        yield return Slip("Auth:Jwt:RefreshTokens:IdleTimeout", "14", "Auth:Jwt:RefreshTokens:IdleTimeout");
        yield return Slip("Auth:Jwt:RefreshTokens:AbsoluteTimeout", "500.00:00:00", "Auth:Jwt:RefreshTokens:AbsoluteTimeout is 500.00:00:00");
        yield return Slip("Auth:Jwt:RefreshTokens:ReuseWindow", "00:30:00", "Auth:Jwt:RefreshTokens:ReuseWindow is 00:30:00");
        yield return Slip("Auth:Jwt:RefreshTokens:ReuseWindow", "00:00:00", "RefreshTokens.StrictReuse = true");
        yield return Slip("Auth:Jwt:RefreshTokens:LateRequestWindow", "00:00:29", "Auth:Jwt:RefreshTokens:LateRequestWindow is 00:00:29; it must be from RefreshTokens.ReuseWindow (00:00:30) to 24 hours");
        yield return Slip("Auth:Jwt:RefreshTokens:RotateEvery", "00:15:00", "Auth:Jwt:RefreshTokens:RotateEvery is not a setting");
        yield return Slip("Auth:Jwt:RefreshTokens:MaxSessionsPerSubject", "many", "whole number");
        yield return Slip("Auth:Jwt:SigningKeys", "abc", "Auth:Jwt:SigningKeys is a single value");
        yield return Slip("Auth:Jwt:SigningKeys:0:Secret", "c2hvcnQ=", "Auth:Jwt:SigningKeys:0");
        yield return Slip("Auth:Jwt:SigningKeys:0:Secret", "not base64 !", "Auth:Jwt:SigningKeys:0");
        yield return Slip("Auth:Jwt:SigningKeys:0:Secret", null, "exactly one source");
        yield return Slip("Auth:Jwt:SigningKeys:0:Pem", "x", "exactly one source");
        yield return Slip("Auth:Jwt:SigningKeys:0:Algorithm", "hs256", "HS256");
        yield return Slip("Auth:Jwt:SigningKeys:0:Algorithm", null, "Auth:Jwt:SigningKeys:0:Algorithm is not set");
        yield return Slip("Auth:Jwt:SigningKeys:0:Sekret", "x", "Auth:Jwt:SigningKeys:0:Sekret is not a setting");
        yield return Slip("Auth:Jwt:SigningKeys:1", "x", "Auth:Jwt:SigningKeys:1");
        yield return Slip("Auth:Jwt:SigningKeys:1:Algorithm", "ES256", "Auth:Jwt:SigningKeys:1 is a key without a source; it must be a key with exactly one source");

        static TestCaseData Slip(string key, string? value, string expected) =>
            new TestCaseData(key, value, expected).SetName($"FirstUse_Setting_{key.Replace(':', '.')}_{value ?? "absent"}_SaysWhatToWrite");
    }

    [TestCaseSource(nameof(Slips))]
    public async Task FirstUse_SlipOfThePen_SaysWhatToWrite(string key, string? value, string expected)
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings[key] = value;
        if (value is null)
            settings.Remove(key);

        OptionsValidationException exception = await FirstUseAsync(settings);

        Assert.That(exception.Failures, Has.Some.Contains(expected));
        Assert.That(exception.Message, Does.Not.Contain(Secret));
    }

    [Test]
    public async Task FirstUse_CodeChangedTheValue_NamesTheProperty()
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:ClockSkew"] = "00:00:05";
        using ServiceProvider provider = Build(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            services => services.PostConfigure<JwtStrategyOptions>("Jwt", o => o.ClockSkew = TimeSpan.FromHours(1)));

        OptionsValidationException exception = (await Assert.ThrowsAsync<OptionsValidationException>(async () => await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("a.b.c")))!;

        Assert.That(exception.Failures, Has.Some.EqualTo("Jwt: ClockSkew is 01:00:00; it must be from 0 to 5 minutes. Write for example TimeSpan.FromSeconds(10), or \"00:00:10\" in configuration."));
    }

    [TestCase("Auth:Jwt:Secret")]
    [TestCase("Auth:Jwt:SigningKeys")]
    [TestCase("Auth:Jwt:SigningKeys:1")]
    [TestCase("Auth:Jwt:SigningKeys:0:Algorithm")]
    [TestCase("Auth:Jwt:SigningKeys:0:PemFile")]
    [TestCase("Auth:Jwt:SigningKeys:0:Pem")]
    [TestCase("Auth:Jwt:SigningKeys:0:Jwk")]
    [TestCase("Auth:Jwt:Algorithms")]
    [TestCase("Auth:Jwt:Algorithms:0")]
    [TestCase("Auth:Jwt:TokenType")]
    [TestCase("Auth:Jwt:AccessTokenLifetime")]
    [TestCase("Auth:Jwt:ClaimNaming")]
    [TestCase("Auth:Jwt:MaxTokenLength")]
    [TestCase("Auth:Strategy")]
    [TestCase("Auth:Jwt")]
    [Property("Requirement", "L-01")]
    public async Task FirstUse_SecretInTheWrongPlace_IsNotRepeated(string key)
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (string secret in new[] { Secret, ec.ExportPkcs8PrivateKeyPem() })
        {
            Dictionary<string, string?> settings = GoodJwt;
            if (key is "Auth:Jwt:SigningKeys:0:PemFile" or "Auth:Jwt:SigningKeys:0:Pem" or "Auth:Jwt:SigningKeys:0:Jwk")
                settings.Remove("Auth:Jwt:SigningKeys:0:Secret");
            settings[key] = secret;

            OptionsValidationException exception = await FirstUseAsync(settings);

            Assert.That(exception.ToString(), Does.Not.Contain(secret[30..40]));
        }
    }

    [TestCase("Auth:Jwt:VerificationKeys")]
    [TestCase("Auth:Jwt:ValidAudiences")]
    [TestCase("Auth:Jwt:Algorithms")]
    public async Task FirstUse_EmptyListAsJsonReadsIt_IsNoMistake(string key)
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings[key] = "";
        await using ServiceProvider provider = Build(settings);

        Assert.That(await new Logins(provider.GetRequiredService<IAuthStrategy>()).LogInAsync("user-1", "Alice"), Is.Not.Empty);
    }

    [Test]
    public async Task FirstUse_ManySlips_AreReportedTogether()
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:Issuer"] = null;
        settings["Auth:Jwt:ClockSkew"] = "1";
        settings["Auth:Jwt:Typo"] = "1";
        settings["Auth:Typo"] = "1";
        settings["Auth:Jwt:SigningKeys:0:Algorithm"] = "HS999";

        OptionsValidationException exception = await FirstUseAsync(settings);

        foreach (string part in new[] { "Issuer", "ClockSkew", "Auth:Jwt:Typo", "Auth:Typo", "SigningKeys:0" })
            Assert.That(exception.Failures, Has.Some.Contains(part));
    }

    [Test]
    public async Task Reload_ValidChange_TakesEffect()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(GoodJwt).Build();
        await using ServiceProvider provider = Build(configuration);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string before = await new Logins(strategy).LogInAsync("user-1", "Alice");

        configuration["Auth:Jwt:Audience"] = "elsewhere";
        configuration.Reload();

        Assert.That((await strategy.AuthenticateAsync(before)).Failure?.Reason, Is.EqualTo(AuthFailureReason.WrongAudience));
    }

    [Test]
    public async Task Reload_InvalidChange_IsLoggedAndNeverServed()
    {
        LogCapture log = new();
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(GoodJwt).Build();
        await using ServiceProvider provider = Build(configuration, services => services.AddLogging(b => b.AddProvider(log)));
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string before = await new Logins(strategy).LogInAsync("user-1", "Alice");

        configuration["Auth:Jwt:Audience"] = null;
        configuration["Auth:Jwt:SigningKeys:0:Secret"] = "c2hvcnQ=";
        Assert.That(() => configuration.Reload(), Throws.Nothing);

        Assert.That((await strategy.AuthenticateAsync(before)).Succeeded, Is.True);
        Assert.That(log.Lines, Has.Some.Contains("not valid").And.Some.Contains("Audience"));
        configuration["Auth:Jwt:Audience"] = "web";
        configuration["Auth:Jwt:SigningKeys:0:Secret"] = Secret;
        configuration.Reload();
        Assert.That((await strategy.AuthenticateAsync(before)).Succeeded, Is.True);
    }
}
