using AuthStrategies.Issuers.Tests.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Issuers.Tests;

/// <summary>Mistakes are reported at start, together, in the words of the user; and nothing is fetched there.</summary>
[TestFixture]
public sealed class IssuerKeysOptionsValidatorTests
{
    private const string Rule = "an absolute https address without user information and fragment, at most 2048 characters; http is accepted for this machine (loopback) and in Development";

    private static IEnumerable<TestCaseData> Mistakes()
    {
        yield return Row("neither address", o => o.MetadataAddress = null, "IssuerKeysOptions.MetadataAddress is not set; it must be set alone: one of MetadataAddress and JwksAddress.");
        yield return Row("both addresses", o => o.JwksAddress = IssuerHandler.JwksAddress, "IssuerKeysOptions.MetadataAddress is not the only address that is set; it must be set alone: one of MetadataAddress and JwksAddress.");
        yield return Row("http", o => o.MetadataAddress = "http://login.example/m", $"IssuerKeysOptions.MetadataAddress is an http address of another machine; it must be {Rule}.");
        yield return Row("user information", o => o.MetadataAddress = "https://user:secret@login.example/m", $"IssuerKeysOptions.MetadataAddress is an address with a user name or password; it must be {Rule}.");
        yield return Row("relative", o => o.MetadataAddress = "/m", $"IssuerKeysOptions.MetadataAddress is not an absolute https address; it must be {Rule}.");
        yield return Row("key set over http", o => (o.MetadataAddress, o.JwksAddress) = (null, "http://login.example/k"), $"IssuerKeysOptions.JwksAddress is an http address of another machine; it must be {Rule}.");
        yield return Row("issuer empty", o => o.MetadataIssuer = " ", "IssuerKeysOptions.MetadataIssuer is empty; it must be 1 to 1024 characters.");
        yield return Row("issuer without metadata", o => (o.MetadataAddress, o.JwksAddress, o.MetadataIssuer) = (null, IssuerHandler.JwksAddress, "x"), "IssuerKeysOptions.MetadataIssuer is set, and MetadataAddress is not; it must be left out");
        yield return Row("interval short", o => o.RefreshInterval = TimeSpan.FromSeconds(59), "IssuerKeysOptions.RefreshInterval is 00:00:59; it must be from 1 minute to 24 hours.");
        yield return Row("interval long", o => o.RefreshInterval = TimeSpan.FromHours(25), "IssuerKeysOptions.RefreshInterval is 1.01:00:00; it must be from 1 minute to 24 hours.");
        yield return Row("cool-down short", o => o.Cooldown = TimeSpan.Zero, "IssuerKeysOptions.Cooldown is 00:00:00; it must be from 1 second to half of RefreshInterval (00:30:00).");
        yield return Row("cool-down long", o => o.Cooldown = TimeSpan.FromMinutes(31), "IssuerKeysOptions.Cooldown is 00:31:00; it must be from 1 second to half of RefreshInterval (00:30:00).");
        yield return Row("age short", o => o.MaxKeyAge = TimeSpan.FromMinutes(59), "IssuerKeysOptions.MaxKeyAge is 00:59:00; it must be from RefreshInterval (01:00:00) to 30 days.");
        yield return Row("age long", o => o.MaxKeyAge = TimeSpan.FromDays(31), "IssuerKeysOptions.MaxKeyAge is 31.00:00:00; it must be from RefreshInterval (01:00:00) to 30 days.");
        yield return Row("time-out short", o => o.Timeout = TimeSpan.FromMilliseconds(1), "IssuerKeysOptions.Timeout is 00:00:00.0010000; it must be from 1 second to 1 minute.");
        yield return Row("time-out long", o => o.Timeout = TimeSpan.FromMinutes(2), "IssuerKeysOptions.Timeout is 00:02:00; it must be from 1 second to 1 minute.");
        yield return Row("size small", o => o.MaxDocumentSize = 1023, "IssuerKeysOptions.MaxDocumentSize is 1023; it must be from 1024 to 16777216.");
        yield return Row("size large", o => o.MaxDocumentSize = 16_777_217, "IssuerKeysOptions.MaxDocumentSize is 16777217; it must be from 1024 to 16777216.");
        yield return Row("algorithm", o => o.RsaAlgorithm = "HS256", "IssuerKeysOptions.RsaAlgorithm is \"HS256\"; it must be one of RS256, RS384, RS512, PS256, PS384, PS512.");
    }

    [TestCaseSource(nameof(Mistakes))]
    [Property("Requirement", "F-34")]
    public void Start_WithAMistake_SaysIt(Action<IssuerKeysOptions> configure, string mistake)
    {
        using PartnerFixture app = new(configure);

        OptionsValidationException failure = Assert.Throws<OptionsValidationException>(() => app.Strategy.AuthenticateAsync("a.b.c").AsTask().GetAwaiter().GetResult())!;

        Assert.That(failure.Failures.Single(), Does.StartWith($"Partner: {mistake}").And.Contain("Write for example").And.Not.Contain("secret@"));
        Assert.That(app.Handler.Asked, Is.Empty);
    }

    [TestCase("Development", true)]
    [TestCase("Production", false)]
    public void Start_WithHttpOfAnotherMachine_IsAcceptedInDevelopmentOnly(string environment, bool accepted)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, DisableDefaults = true });
        builder.Services.AddAuthStrategy().AddJwt(o => (o.Issuer, o.Audience) = ("https://x.test", "a")).UseIssuerKeys("Jwt", "http://login.example/m");
        using IHost host = builder.Build();

        // The host starts although the address does not exist: nothing is fetched.
        Assert.That(() => host.StartAsync(), accepted ? Throws.Nothing : Throws.TypeOf<OptionsValidationException>());
    }

    [Test]
    public void Start_WithOtherKeysAndRefreshTokens_SaysThatTheStrategyOnlyVerifies()
    {
        using PartnerFixture app = new(jwt: options =>
        {
            options.SigningKeys.Add(JwtKey.Generate("ES256"));
            options.VerificationKeys.Add(JwtKey.Generate("ES256"));
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(1));
            options.RefreshTokens.Enabled = true;
        });

        OptionsValidationException failure = Assert.Throws<OptionsValidationException>(() => app.Strategy.AuthenticateAsync("a.b.c").AsTask().GetAwaiter().GetResult())!;

        Assert.That(failure.Failures.Select(text => text.Split(';')[0]), Is.EqualTo(["Partner: SigningKeys is a list of 1", "Partner: VerificationKeys is a list of 1", "Partner: KeyRotation is set", "Partner: RefreshTokens.Enabled is true"]));
    }

    [Test]
    public void Start_WithANameThatNoStrategyHas_SaysWhichThereAre()
    {
        using PartnerFixture app = new(more: builder => builder.UseIssuerKeys("Partners", IssuerHandler.MetadataAddress));

        Assert.That(
            () => app.Strategy.AuthenticateAsync("a.b.c").AsTask(),
            Throws.TypeOf<OptionsValidationException>().With.Message.StartsWith("The strategy of a key source is \"Partners\"; it must be the name of a JWT strategy: Partner. Write for example UseIssuerKeys(\"Partner\", …)."));
    }

    [Test]
    public async Task Configuration_WithASection_IsReadByItsKeys()
    {
        using IssuerHandler handler = new();
        JwtKey key = JwtKey.Generate("ES256");
        handler.Publish(key);
        using PartnerFixture app = new(more: builder => builder
            .AddJwt("Section", o => (o.Issuer, o.Audience) = (IssuerHandler.Issuer, PartnerFixture.Audience))
            .UseIssuerKeys("Section", Section(("JwksAddress", IssuerHandler.JwksAddress), ("Cooldown", "00:00:30")))
            .Services.Configure<IssuerKeysOptions>("Section", o => o.BackchannelHttpHandler = handler));

        Assert.That((await app.Services.GetRequiredKeyedService<IAuthStrategy>("Section").AuthenticateAsync(app.Issue(key))).Succeeded, Is.True);
    }

    [Test]
    public void Configuration_WithMistakes_NamesTheKeys()
    {
        using PartnerFixture app = new(more: builder => builder
            .AddJwt("Section", o => (o.Issuer, o.Audience) = (IssuerHandler.Issuer, PartnerFixture.Audience))
            .UseIssuerKeys("Section", Section(("JwksAddress", "http://login.example/k"), ("RefreshInterval", "15"), ("Keys", "x"))));

        OptionsValidationException failure = Assert.Throws<OptionsValidationException>(() => app.Strategy.AuthenticateAsync("a.b.c").AsTask().GetAwaiter().GetResult())!;

        Assert.That(failure.Failures.Select(text => text.Split(';')[0]), Is.EqualTo(
            ["Section: Auth:Keys:Keys is not a setting", "Section: Auth:Keys:RefreshInterval is \"15\"", "Section: Auth:Keys:JwksAddress is an http address of another machine"]));
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>($"Auth:Keys:{setting.Key}", setting.Value)))
        .Build().GetSection("Auth:Keys");

    private static TestCaseData Row(string name, Action<IssuerKeysOptions> configure, string mistake) => new TestCaseData(configure, mistake).SetArgDisplayNames(name);
}
