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

    [TestCase("Secret", "c2hvcnQ=", "HS256", "Auth:Jwt:SigningKeys:0:Secret is not usable (HS256 needs a secret of at least 32 random bytes, but this secret has 5); it must be random bytes in base64")]
    [TestCase("Secret", "not base64 !", "HS256", "Auth:Jwt:SigningKeys:0:Secret is not usable (A secret must be base64 or base64url, but this text is neither); it must be random bytes in base64")]
    [TestCase("Pem", "/etc/keys/signing.pem", "ES256", "Auth:Jwt:SigningKeys:0:Pem is not usable (This is the path of a file, not PEM text); it must be PEM text")]
    [TestCase("Secret", "-----BEGIN PUBLIC KEY-----", "HS256", "Auth:Jwt:SigningKeys:0:Secret is not usable (This is PEM text, not a secret); it must be random bytes in base64")]
    [TestCase("Pem", "no key", "ES256", "Auth:Jwt:SigningKeys:0:Pem is not usable (This text contains no key); it must be PEM text with exactly one key")]
    [TestCase("Jwk", "[]", "ES256", "Auth:Jwt:SigningKeys:0:Jwk is not usable (A JWK must be one JSON object, but this is not); it must be one JWK")]
    [TestCase("Secret", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", "hs256", "Auth:Jwt:SigningKeys:0:Algorithm is not usable (The algorithm \"hs256\" is not supported); it must be an algorithm that fits the key, one of HS256, HS384,")]
    [TestCase("Secret", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", "HS1", "Auth:Jwt:SigningKeys:0:Algorithm is not usable (The algorithm is not supported); it must be an algorithm that fits the key, one of HS256, HS384,")]
    [TestCase("Secret", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", "ES256", "Auth:Jwt:SigningKeys:0:Algorithm is not usable (ES256 needs an elliptic-curve key, but this is")]
    public async Task FirstUse_KeyCannotBeUsed_NamesTheSettingInTheOneForm(string source, string value, string algorithm, string expected)
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings.Remove("Auth:Jwt:SigningKeys:0:Secret");
        settings[$"Auth:Jwt:SigningKeys:0:{source}"] = value;
        settings["Auth:Jwt:SigningKeys:0:Algorithm"] = algorithm;

        OptionsValidationException exception = await FirstUseAsync(settings);

        // One mistake, one message: that the list of keys is empty then is no second mistake.
        string failure = exception.Failures.Single();
        Assert.That(failure, Does.Contain(expected));
        Assert.That(failure, Does.Match("Auth:Jwt:.+ is not usable \\([^()]*(\\([^()]*\\)[^()]*)*\\); it must be .+\\. Write for example .+\\.$"));
        Assert.That(failure, Does.Not.Contain("JwtKey."), "the reader writes configuration, not C#");
    }

    [Test]
    public async Task FirstUse_KeyIdIllegal_NamesTheKeyId()
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings["Auth:Jwt:SigningKeys:0:KeyId"] = new string('k', 129);

        OptionsValidationException exception = await FirstUseAsync(settings);

        Assert.That(exception.Failures, Has.Some.Contains("Auth:Jwt:SigningKeys:0:KeyId is not usable (A key id must have 1 to 128 characters); it must be 1 to 128 printable characters."));
    }
}
