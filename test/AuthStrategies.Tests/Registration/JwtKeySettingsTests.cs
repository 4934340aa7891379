using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class JwtKeySettingsTests
{
    [Test]
    public async Task SigningKeys_PemFile_IsRead()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, ec.ExportPkcs8PrivateKeyPem());
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:SigningKeys:0:Algorithm"] = "ES256";
        settings.Remove("Auth:Jwt:SigningKeys:0:Secret");
        settings["Auth:Jwt:SigningKeys:0:PemFile"] = file;
        await using ServiceProvider provider = Build(settings);
        Logins logins = new(provider.GetRequiredService<IAuthStrategy>());

        string credential = await logins.LogInAsync("user-1", "Alice");

        File.Delete(file);
        Assert.That(await logins.WhoIsItAsync(credential), Is.EqualTo("Alice"));
    }

    [Test]
    public async Task SigningKeys_Jwk_BringsItsAlgorithmAndKeyId()
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings.Remove("Auth:Jwt:SigningKeys:0:Secret");
        settings.Remove("Auth:Jwt:SigningKeys:0:Algorithm");
        string k = Secret.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        settings["Auth:Jwt:SigningKeys:0:Jwk"] = $$"""{"kty":"oct","alg":"HS256","kid":"from-jwk","k":"{{k}}"}""";
        await using ServiceProvider provider = Build(settings);

        JwtStrategyOptions options = provider.GetRequiredService<IOptionsMonitor<JwtStrategyOptions>>().Get("Jwt");

        Assert.That(options.SigningKeys.Single().KeyId, Is.EqualTo("from-jwk"));
        Assert.That(options.SigningKeys.Single().Algorithm, Is.EqualTo("HS256"));
    }

    [Test]
    public async Task SigningKeys_EnvironmentVariable_IsRead()
    {
        const string Variable = "AUTHSTRATEGIESTEST_Auth__Jwt__SigningKeys__0__Secret";
        Environment.SetEnvironmentVariable(Variable, Secret);
        Dictionary<string, string?> settings = GoodJwt;
        settings.Remove("Auth:Jwt:SigningKeys:0:Secret");
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).AddEnvironmentVariables("AUTHSTRATEGIESTEST_").Build();
        Environment.SetEnvironmentVariable(Variable, null);
        await using ServiceProvider provider = Build(configuration);
        Logins logins = new(provider.GetRequiredService<IAuthStrategy>());

        string credential = await logins.LogInAsync("user-1", "Alice");

        Assert.That(await logins.WhoIsItAsync(credential), Is.EqualTo("Alice"));
    }

    [Test]
    public async Task FirstUse_TwoKeysOfOneId_AreNamedByTheirConfigurationKeys()
    {
        Dictionary<string, string?> settings = GoodJwt;
        foreach (string list in new[] { "SigningKeys:0", "VerificationKeys:0" })
        {
            settings[$"Auth:Jwt:{list}:KeyId"] = "same";
            settings[$"Auth:Jwt:{list}:Algorithm"] = "HS256";
            settings[$"Auth:Jwt:{list}:Secret"] = Secret;
        }

        OptionsValidationException exception = await FirstUseAsync(settings);

        Assert.That(exception.Failures, Has.Some.Contains("The key id of Auth:Jwt:SigningKeys:0 and Auth:Jwt:VerificationKeys:0 is \"same\"; it must be different for each key"));
    }

    [Test]
    public async Task FirstUse_PemFileMissing_SaysWhereItLooked()
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings.Remove("Auth:Jwt:SigningKeys:0:Secret");
        settings["Auth:Jwt:SigningKeys:0:PemFile"] = "no-such-file.pem";

        OptionsValidationException exception = await FirstUseAsync(settings);

        Assert.That(exception.Failures, Has.Some.Contains("no-such-file.pem").And.Some.Contains("current directory"));
    }
}
