using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

/// <summary>The drill for a leaked key waits for event 12, and a key in a file may change while no setting changes.</summary>
[TestFixture]
public sealed class KeyFileReloadTests
{
    private const int OptionsInvalid = 11;
    private const int OptionsReloaded = 12;

    private readonly string _file = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_file);

    [TestCase("SigningKeys:0", true, OptionsReloaded)]
    [TestCase("VerificationKeys:0", true, OptionsReloaded)]
    [TestCase("SigningKeys:0", false, null)]
    [TestCase("VerificationKeys:0", false, null)]
    [Property("Requirement", "K-03")]
    public async Task Reload_FileOfAKey_IsLoggedOnceIfItsContentChanged(string list, bool changes, int? id)
    {
        LogCapture log = new();
        IConfigurationRoot configuration = await ConfigureAsync(list);
        await using ServiceProvider provider = await UseAsync(configuration, log);

        if (changes)
            await File.WriteAllTextAsync(_file, NewPem());
        configuration.Reload();
        configuration.Reload();

        Assert.That(log.Ids.Where(logged => logged is OptionsInvalid or OptionsReloaded), Is.EqualTo(id is { } expected ? [expected] : Array.Empty<int>()));
    }

    [Test]
    public async Task Reload_FileOfAKeyIsDamagedThenReplaced_IsAnErrorThenInUse()
    {
        LogCapture log = new();
        IConfigurationRoot configuration = await ConfigureAsync("SigningKeys:0");
        await using ServiceProvider provider = await UseAsync(configuration, log);

        await File.WriteAllTextAsync(_file, "no key");
        configuration.Reload();
        File.Delete(_file);
        configuration.Reload();
        await File.WriteAllTextAsync(_file, NewPem());
        configuration.Reload();

        Assert.That(log.Ids.Where(logged => logged is OptionsInvalid or OptionsReloaded), Is.EqualTo(new[] { OptionsInvalid, OptionsInvalid, OptionsReloaded }));
    }

    private async Task<IConfigurationRoot> ConfigureAsync(string list)
    {
        await File.WriteAllTextAsync(_file, NewPem());
        Dictionary<string, string?> settings = GoodJwt;
        if (list.StartsWith("Signing", StringComparison.Ordinal))
            settings.Remove($"Auth:Jwt:{list}:Secret");
        settings[$"Auth:Jwt:{list}:Algorithm"] = "ES256";
        settings[$"Auth:Jwt:{list}:PemFile"] = _file;
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static async Task<ServiceProvider> UseAsync(IConfiguration configuration, LogCapture log)
    {
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(log).AddAuthStrategy(configuration.GetSection("Auth"));
        ServiceProvider provider = services.BuildServiceProvider();
        _ = await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("a.b.c");
        return provider;
    }

    private static string NewPem()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
