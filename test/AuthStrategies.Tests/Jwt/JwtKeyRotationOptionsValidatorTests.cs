using AuthStrategies.Jwt;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Jwt;

[TestFixture]
public sealed class JwtKeyRotationOptionsValidatorTests
{
    private static JwtStrategyOptions Good(Action<JwtStrategyOptions>? change = null)
    {
        JwtStrategyOptions options = new() { Issuer = "https://issuer.example", Audience = "web" };
        options.RotateKeys(rotationPeriod: TimeSpan.FromDays(30), announcementPeriod: TimeSpan.FromDays(1), retirementPeriod: TimeSpan.FromHours(1));
        change?.Invoke(options);
        return options;
    }

    private static IEnumerable<TestCaseData> GoodOnes()
    {
        yield return Case("AsWritten", _ => { });
        yield return Case("Defaults", o => o.KeyRotation = new());
        yield return Case("AnyAlgorithm", o => o.KeyRotation!.Algorithm = "HS512");
        yield return Case("AlgorithmAllowed", o => o.Algorithms.Add("ES256"));
        yield return Case("RetirementPeriodJustLongEnough", o => o.KeyRotation!.RetirementPeriod = o.AccessTokenLifetime + o.ClockSkew);
        yield return Case("RetirementAsLongAsRotation", o => o.KeyRotation!.RetirementPeriod = o.KeyRotation!.RotationPeriod);
        yield return Case("RotationPeriodJustLongEnough", o => o.KeyRotation!.AnnouncementPeriod = o.KeyRotation!.RotationPeriod - o.KeyRotation.PollInterval - TimeSpan.FromTicks(1));
        yield return Case("LongestRotationPeriod", o => o.KeyRotation!.RotationPeriod = TimeSpan.FromDays(400));
        yield return Case("ShortestPoll", o => o.KeyRotation!.PollInterval = TimeSpan.FromSeconds(1));
        yield return Case("LongestPoll", o => o.KeyRotation!.PollInterval = TimeSpan.FromMinutes(5));
        yield return Case("StaticKeyBeside", o => o.SigningKeys.Add(JwtKey.Generate("HS256")));

        static TestCaseData Case(string name, Action<JwtStrategyOptions> change) => new TestCaseData(change).SetName($"Validate_{name}_HasNoProblem");
    }

    [TestCaseSource(nameof(GoodOnes))]
    public void Validate_Good_HasNoProblem(Action<JwtStrategyOptions> change) =>
        Assert.That(JwtStrategyOptionsValidator.Problems(Good(change)), Is.Empty);

    private static IEnumerable<TestCaseData> BadOnes()
    {
        yield return Case("NoSuchAlgorithm", "KeyRotation.Algorithm", o => o.KeyRotation!.Algorithm = "none");
        yield return Case("AlgorithmNull", "KeyRotation.Algorithm", o => o.KeyRotation!.Algorithm = null!);
        yield return Case("AlgorithmNotAllowed", "Algorithms is a list without ES256", o =>
        {
            o.SigningKeys.Add(JwtKey.Generate("HS256"));
            o.Algorithms.Add("HS256");
        });
        yield return Case("RotationPeriodZero", "KeyRotation.RotationPeriod", o => o.KeyRotation!.RotationPeriod = TimeSpan.Zero);
        yield return Case("RotationPeriodTooShort", "KeyRotation.RotationPeriod", o => o.KeyRotation!.RotationPeriod = TimeSpan.FromDays(1) + TimeSpan.FromSeconds(30));
        yield return Case("RotationPeriodTooLong", "KeyRotation.RotationPeriod", o => o.KeyRotation!.RotationPeriod = TimeSpan.FromDays(400) + TimeSpan.FromTicks(1));
        yield return Case("RotationPeriodForever", "KeyRotation.RotationPeriod", o => o.KeyRotation!.RotationPeriod = TimeSpan.MaxValue);
        yield return Case("AnnouncementPeriodZero", "KeyRotation.AnnouncementPeriod", o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.Zero);
        yield return Case("AnnouncementPeriodNegative", "KeyRotation.AnnouncementPeriod", o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.MinValue);
        yield return Case("AnnouncementPeriodForever", "KeyRotation.RotationPeriod", o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.MaxValue);
        yield return Case("RetirementPeriodTooShort", "KeyRotation.RetirementPeriod", o => o.KeyRotation!.RetirementPeriod = o.AccessTokenLifetime + o.ClockSkew - TimeSpan.FromTicks(1));
        yield return Case("RetirementPeriodTooLong", "KeyRotation.RetirementPeriod", o => o.KeyRotation!.RetirementPeriod = o.KeyRotation!.RotationPeriod + TimeSpan.FromTicks(1));
        yield return Case("LifetimeForever", "KeyRotation.RetirementPeriod", o => o.AccessTokenLifetime = TimeSpan.MaxValue);
        yield return Case("PollTooShort", "KeyRotation.PollInterval", o => o.KeyRotation!.PollInterval = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        yield return Case("PollTooLong", "KeyRotation.PollInterval", o => o.KeyRotation!.PollInterval = TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(1));

        static TestCaseData Case(string name, string expected, Action<JwtStrategyOptions> change) => new TestCaseData(expected, change).SetName($"Validate_{name}_SaysWhatToType");
    }

    [TestCaseSource(nameof(BadOnes))]
    public void Validate_Bad_SaysWhatToType(string expected, Action<JwtStrategyOptions> change) =>
        Assert.That(JwtStrategyOptionsValidator.Problems(Good(change)), Has.Some.StartsWith(expected));

    [Test]
    public void Validate_ManyMistakes_AreReportedTogether()
    {
        JwtStrategyOptions options = Good(o => o.KeyRotation = new() { Algorithm = "x", RotationPeriod = default, AnnouncementPeriod = default, RetirementPeriod = default, PollInterval = default });

        string[] problems = [.. JwtStrategyOptionsValidator.Problems(options)];

        foreach (string property in new[] { "Algorithm", "RotationPeriod", "AnnouncementPeriod", "RetirementPeriod", "PollInterval" })
            Assert.That(problems, Has.Some.StartsWith($"KeyRotation.{property}"));
    }

    [Test]
    public void Configuration_AllSettings_AreApplied()
    {
        JwtKeyRotationOptions rotation = Configured(new()
        {
            ["KeyRotation:Algorithm"] = "PS256",
            ["KeyRotation:RotationPeriod"] = "60.00:00:00",
            ["KeyRotation:AnnouncementPeriod"] = "2.00:00:00",
            ["KeyRotation:RetirementPeriod"] = "02:00:00",
            ["KeyRotation:PollInterval"] = "00:00:10",
        }).KeyRotation!;

        Assert.That(rotation.Algorithm, Is.EqualTo("PS256"));
        Assert.That(rotation.RotationPeriod, Is.EqualTo(TimeSpan.FromDays(60)));
        Assert.That(rotation.AnnouncementPeriod, Is.EqualTo(TimeSpan.FromDays(2)));
        Assert.That(rotation.RetirementPeriod, Is.EqualTo(TimeSpan.FromHours(2)));
        Assert.That(rotation.PollInterval, Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void Configuration_OneSetting_TurnsItOnWithTheDefaults() =>
        Assert.That(Configured(new() { ["KeyRotation:Algorithm"] = "ES384" }).KeyRotation, Has.Property("Algorithm").EqualTo("ES384").And.Property("RotationPeriod").EqualTo(TimeSpan.FromDays(30)));

    [TestCase("KeyRotation:RotatonPeriod", "1.00:00:00", "Auth:Jwt:KeyRotation:RotatonPeriod is not a setting")]
    [TestCase("KeyRotation:RotationPeriod", "30", "Auth:Jwt:KeyRotation:RotationPeriod is \"30\"")]
    [TestCase("KeyRotation:RotationPeriod", "01:00:00", "Auth:Jwt:KeyRotation:RotationPeriod is 01:00:00; it must be more than AnnouncementPeriod")]
    [TestCase("KeyRotation:PollInterval", "00:10:00", "Auth:Jwt:KeyRotation:PollInterval is 00:10:00; it must be from 1 second to 5 minutes")]
    [TestCase("KeyRotation:Algorithm", "none", "Auth:Jwt:KeyRotation:Algorithm is not an accepted algorithm")]
    [TestCase("KeyRotation", "30.00:00:00", "Auth:Jwt:KeyRotation is a single value")]
    public void Configuration_SlipOfThePen_SaysWhatToWrite(string key, string value, string expected)
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => Configured(new() { [key] = value }))!;

        Assert.That(exception.Failures, Has.Some.Contains(expected));
    }

    [Test]
    public async Task UseJwtKeyStore_OwnType_IsUsed()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddJwt(WithRotation).UseJwtKeyStore<OwnStore>();
        await using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        await provider.GetRequiredService<IJwtKeySet>().GetJwksAsync();

        Assert.That(((OwnStore)provider.GetRequiredService<IJwtKeyStore>()).Calls, Is.EqualTo(2));
    }

    [Test]
    public void Verbs_WrongArgument_NameTheParameter()
    {
        IAuthStrategyBuilder builder = new ServiceCollection().AddAuthStrategy();

        Assert.That(() => builder.UseFileJwtKeyStore(" "), Throws.ArgumentException.With.Property("ParamName").EqualTo("path"));
        Assert.That(() => builder.UseJwtKeyStore(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("factory"));
    }

    [Test]
    public async Task UseFileJwtKeyStore_Path_KeepsTheKeysThere()
    {
        string directory = Directory.CreateTempSubdirectory("authstrategies-").FullName;
        string path = Path.Combine(directory, "keys.json");
        ServiceCollection services = new();
        services.AddAuthStrategy().AddJwt(WithRotation).UseFileJwtKeyStore(path);
        await using ServiceProvider provider = services.BuildServiceProvider();

        string jwks = await provider.GetRequiredService<IJwtKeySet>().GetJwksAsync();

        Assert.That(jwks, Does.Contain("kid"));
        Assert.That(File.Exists(path), Is.True);
        Directory.Delete(directory, recursive: true);
    }

    private static void WithRotation(JwtStrategyOptions options)
    {
        options.Issuer = "https://issuer.example";
        options.Audience = "web";
        options.KeyRotation = new();
    }

    private static JwtStrategyOptions Configured(Dictionary<string, string?> settings)
    {
        settings["Issuer"] = "https://issuer.example";
        settings["Audience"] = "web";
        settings["SigningKeys:0:Algorithm"] = "HS256";
        settings["SigningKeys:0:Secret"] = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"Auth:Jwt:{pair.Key}", pair.Value))).Build();
        ServiceCollection services = new();
        services.AddAuthStrategy().AddJwt(configuration.GetSection("Auth:Jwt"));
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<JwtStrategyOptions>>().Get("Jwt");
    }

    private sealed class OwnStore : IJwtKeyStore
    {
        private readonly InMemoryJwtKeyStore _inner = new();

        public int Calls { get; private set; }

        public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
        {
            Calls++;
            return _inner.LoadAsync(strategy, cancellationToken);
        }

        public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
        {
            Calls++;
            return _inner.TrySaveAsync(strategy, document, cancellationToken);
        }
    }
}
