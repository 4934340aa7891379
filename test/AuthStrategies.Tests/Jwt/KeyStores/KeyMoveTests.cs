using AuthStrategies.Tests.Jwt.Rotation;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Jwt.KeyStores;

/// <summary>Keys that get protection, a key store that nothing uses, and the log about keys that are missing.</summary>
[TestFixture]
public sealed class KeyMoveTests
{
    private DirectoryInfo _directory = null!;

    private string FilePath => Path.Combine(_directory.FullName, "keys", "jwt.json");

    [SetUp]
    public void SetUp() => _directory = Directory.CreateTempSubdirectory("authstrategies-");

    [TearDown]
    public void TearDown() => _directory.Delete(recursive: true);

    [Test]
    public Task ProtectStoredJwtKeys_File_LogsNoUserOut() => KeyMoveScenario.ProtectInPlaceAsync(
        builder => builder.UseFileJwtKeyStore(FilePath),
        async () => (await new FileJwtKeyStore(FilePath).LoadAsync("Jwt", default))!.Content.ToArray());

    [Test]
    public Task ProtectStoredJwtKeys_StoreOfTheApplication_LogsNoUserOut()
    {
        RestorableKeyStore store = new();
        return KeyMoveScenario.ProtectInPlaceAsync(builder => builder.UseJwtKeyStore(_ => store), () => Task.FromResult(store.Current!.Content.ToArray()));
    }

    [Test]
    public async Task ProtectStoredJwtKeys_SaveFails_GoesOnWithTheKeysAndTriesAgain()
    {
        RestorableKeyStore store = new();
        string token;
        using (KeyNode plain = new(store))
            token = await plain.IssueAsync();
        FaultyKeyStore faulty = new(store) { SaveFailure = new IOException("full") };
        using KeyNode node = new(faulty, build: builder => builder.ProtectJwtKeysWithKeyEncryptionKeys(Key).ProtectStoredJwtKeys());

        Assert.That(await node.ReasonAsync(token), Is.Null);
        faulty.SaveFailure = null;
        node.Time.Advance(KeyNode.PollInterval);
        Assert.That(await node.ReasonAsync(token), Is.Null);

        Assert.That(node.Log.Lines.Count(line => line.StartsWith("[40]", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [TestCase(false, "has no keys yet")]
    [TestCase(true, "continues with the keys it has")]
    public async Task StoreFails_TheLogSaysWhetherThereAreKeys(bool hadKeys, string consequence)
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        if (hadKeys)
            await node.IssueAsync();
        store.LoadFailure = new IOException("down");
        node.Time.Advance(KeyNode.PollInterval);

        await node.IssueAsync().ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(node.Log.Lines, Has.Some.StartsWith("[24] Error").And.Contains(consequence));
    }

    [TestCase("static", true)]
    [TestCase("rotating", false)]
    [TestCase("session", true)]
    [TestCase("static rotating", false)]
    [TestCase("static, no store", false)]
    public async Task KeyStore_NoStrategyRotates_IsAWarningAtStart(string strategies, bool isWarned)
    {
        using LogCapture log = new();
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(log));
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        if (strategies.Contains("session", StringComparison.Ordinal))
            builder.AddSession();
        if (strategies.Contains("static", StringComparison.Ordinal))
            builder.AddJwt("Static", o => Configure(o, rotates: false));
        if (strategies.Contains("rotating", StringComparison.Ordinal))
            builder.AddJwt("Rotating", o => Configure(o, rotates: true));
        if (!strategies.Contains("no store", StringComparison.Ordinal))
            builder.UseFileJwtKeyStore(FilePath);
        await using ServiceProvider provider = services.BuildServiceProvider();

        foreach (IHostedService service in provider.GetServices<IHostedService>())
            await service.StartAsync(default);

        Assert.That(log.Count(59), Is.EqualTo(isWarned ? 1 : 0));
        Assert.That(log.Text.Contains("FileJwtKeyStore is not used", StringComparison.Ordinal), Is.EqualTo(isWarned));
    }

    /// <summary>A logout over a strategy that the configuration does not choose reads its keys, and makes none.</summary>
    [Test]
    public async Task UnusedStrategy_LogoutByAccessToken_MakesNoKeys([Values(false, true)] bool hasKeys)
    {
        RestorableKeyStore store = new();
        using SessionScenario scenario = new();
        string token = TokenForge.With("ES256").Sign();
        if (hasKeys)
            token = (await Services(scenario, store, "Jwt").GetRequiredService<IAuthStrategy>().IssueAsync(SessionScenario.Principal())).Value;
        int saved = store.Saved.Count;
        // The next key would be announced now.
        scenario.Time.Advance(TimeSpan.FromDays(29.5));

        RevokeOutcome outcome = await Services(scenario, store, "Session").GetServices<UnusedAuthStrategy>().Single().RevokeAsync(token);

        Assert.That((outcome, store.Saved.Count), Is.EqualTo((hasKeys ? RevokeOutcome.RevokedAtExpiry : RevokeOutcome.NotFound, saved)));
    }

    /// <summary>Nor does it protect them: it reads them as they are.</summary>
    [Test]
    public async Task UnusedStrategy_KeysWithoutProtection_AreReadAndNotSaved()
    {
        RestorableKeyStore store = new();
        using SessionScenario scenario = new();
        string token = (await Services(scenario, store, "Jwt").GetRequiredService<IAuthStrategy>().IssueAsync(SessionScenario.Principal())).Value;
        int saved = store.Saved.Count;
        ServiceProvider services = Services(scenario, store, "Session", builder => builder.ProtectStoredJwtKeys().ProtectJwtKeysWithKeyEncryptionKeys(Key));

        RevokeOutcome outcome = await services.GetServices<UnusedAuthStrategy>().Single().RevokeAsync(token);

        Assert.That((outcome, store.Saved.Count), Is.EqualTo((RevokeOutcome.RevokedAtExpiry, saved)));
    }

    /// <summary>Anyone can write the tokens. Half of the default poll interval is 15 seconds.</summary>
    [TestCase(0, 1)]
    [TestCase(14, 1)]
    [TestCase(16, 2)]
    public async Task UnusedStrategy_StoreIsEmpty_IsAskedOnceInHalfAPollInterval(int seconds, int loads)
    {
        FaultyKeyStore store = new();
        using SessionScenario scenario = new();
        UnusedAuthStrategy unused = Services(scenario, store, "Session").GetServices<UnusedAuthStrategy>().Single();
        string token = TokenForge.With("ES256").Sign();
        for (int i = 0; i < 3; i++)
            await unused.RevokeAsync(token);
        scenario.Time.Advance(TimeSpan.FromSeconds(seconds));

        for (int i = 0; i < 3; i++)
            Assert.That(await unused.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotFound));

        Assert.That(store.Loads, Is.EqualTo(loads));
    }

    private static void Key(JwtKeyEncryptionOptions options) => options.KeyEncryptionKeys.Add(Convert.ToBase64String(new byte[32]));

    private static ServiceProvider Services(SessionScenario scenario, IJwtKeyStore store, string word, Action<IAuthStrategyBuilder>? build = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Auth:Strategy"] = word,
            ["Auth:Jwt:Issuer"] = SessionScenario.Issuer,
            ["Auth:Jwt:Audience"] = SessionScenario.Audience,
            ["Auth:Jwt:RefreshTokens:Enabled"] = "true",
            ["Auth:Jwt:RefreshTokens:IdleTimeout"] = "300.00:00:00",
            ["Auth:Jwt:RefreshTokens:AbsoluteTimeout"] = "300.00:00:00",
            ["Auth:Jwt:KeyRotation:RotationPeriod"] = "30.00:00:00",
            ["Auth:Jwt:KeyRotation:AnnouncementPeriod"] = "1.00:00:00",
            ["Auth:Jwt:KeyRotation:RetirementPeriod"] = "01:00:00",
        };
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(scenario.Time);
        services.AddSingleton<ISessionStore>(scenario.Store);
        IAuthStrategyBuilder builder = services.AddAuthStrategy(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Auth")).UseJwtKeyStore(_ => store);
        build?.Invoke(builder);
        return services.BuildServiceProvider();
    }

    private static void Configure(JwtStrategyOptions options, bool rotates)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "web");
        if (rotates)
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        else
            options.SigningKeys.Add(ForgeKey.Of("ES256").Key);
    }
}
