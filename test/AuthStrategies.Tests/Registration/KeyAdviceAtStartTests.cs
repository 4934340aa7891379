using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

/// <summary>Keys that are missing, or that come from two places: the error at start begins with the cause and names the line to write.</summary>
[TestFixture]
public sealed class KeyAdviceAtStartTests
{
    [TestCase("Own", "KeyRotation is set; it must be null, because the keys come from a key source and this application signs with none of them. Write for example UseIssuerKeys(\"Partner\", …) instead of UseIssuerKeys(\"Own\", …): the strategy Partner has no keys yet.")]
    [TestCase("partner", "The strategy of a key source is \"partner\"; it must be the name of a JWT strategy: Own, Partner. Write for example UseIssuerKeys(\"Partner\", …).")]
    public async Task Start_KeySourceOfTheWrongStrategy_NamesTheRightOneFirst(string strategy, string said)
    {
        string[] mistakes = await StartWithAsync(auth => auth.AddJwt("Own", o => Configure(o).RotateKeys()).AddJwt("Partner", o => Configure(o)).UseJwtKeySource(strategy, _ => throw new InvalidOperationException("not used")));

        Assert.That(mistakes[0], Does.EndWith(said));
    }

    [Test]
    public async Task Start_KeySourcesOfTwoStrategiesWithKeys_NameAnotherStrategy()
    {
        string[] mistakes = await StartWithAsync(auth => auth
            .AddJwt("Own", o => Configure(o).RotateKeys()).UseJwtKeySource("Own", _ => throw new InvalidOperationException("not used"))
            .AddJwt("Other", o => Configure(o).RotateKeys()).UseJwtKeySource("Other", _ => throw new InvalidOperationException("not used")));

        Assert.That(mistakes, Has.Length.EqualTo(2).And.All.Contains("UseIssuerKeys(\"Partner\", …) with AddJwt(\"Partner\", o => …)"));
    }

    [TestCase("file", "o.RotateKeys(), so that the library creates the keys and keeps them in the key store")]
    [TestCase("protection", "o.RotateKeys(), so that the library creates the keys and keeps them in the key store")]
    [TestCase("broken", "o.RotateKeys(), so that the library creates the keys and keeps them in the key store")]
    [TestCase("none", "o.SigningKeys.Add(JwtKey.FromBase64(secret, \"HS256\")), where secret is 32 random bytes in base64 (openssl rand -base64 32), or let the library create and rotate the keys: o.RotateKeys()")]
    public async Task Start_StrategyWithoutKeys_NamesFirstWhatTheKeyStoreIsFor(string store, string said)
    {
        string[] mistakes = await StartWithAsync(auth =>
        {
            auth.AddJwt("Own", o => Configure(o));
            if (store == "file")
                auth.UseFileJwtKeyStore(Path.Combine(Path.GetTempPath(), "keys.json"));
            if (store == "protection")
                auth.Services.AddSingleton(new Moq.Mock<IJwtKeyProtector>().Object);
            if (store == "broken")
                auth.Services.AddSingleton<IJwtKeyStore>(_ => throw new InvalidOperationException("no store"));
        });

        Assert.That(mistakes.Single(), Does.StartWith($"Own: SigningKeys is an empty list, and VerificationKeys too; it must be a list with at least one key in one of the two. Write for example {said}"));
    }

    [Test]
    public void RotateKeys_WithoutArguments_HasTheDefaultsOfItsOptions()
    {
        JwtStrategyOptions options = new();

        options.RotateKeys(announcementPeriod: TimeSpan.FromHours(3));

        JwtKeyRotationOptions rotation = options.KeyRotation!;
        JwtKeyRotationOptions defaults = new();
        Assert.That((rotation.RotationPeriod, rotation.AnnouncementPeriod, rotation.RetirementPeriod, rotation.Algorithm), Is.EqualTo((defaults.RotationPeriod, TimeSpan.FromHours(3), defaults.RetirementPeriod, "ES256")));
    }

    private static async Task<string[]> StartWithAsync(Action<IAuthStrategyBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        configure(builder.Services.AddAuthStrategy());
        using IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            return [];
        }
        catch (OptionsValidationException mistakes)
        {
            return [.. mistakes.Failures];
        }
    }

    private static JwtStrategyOptions Configure(JwtStrategyOptions options)
    {
        options.Issuer = "https://issuer.example";
        options.Audience = "tests";
        return options;
    }
}
