using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

/// <summary>The settings <c>Strategy</c> and <c>Store</c>.</summary>
[TestFixture]
public sealed class ConfiguredStrategyTests
{
    [TestCase("Session", "Jwt")]
    [TestCase("jwt", "SESSION")]
    public void Add_AListOfWords_AddsBothAndTheFirstIsTheDefault(params string[] words)
    {
        using ServiceProvider provider = Build(With(words));

        string[] names = [.. provider.GetServices<AuthStrategyDescriptor>().Select(strategy => strategy.Name)];

        Assert.That(names, Is.EqualTo(words).IgnoreCase);
        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo(words[0]).IgnoreCase);
        Assert.That(Failures(provider), Is.Empty);
    }

    [TestCase("Auth:Strategy:1 is \"Jwtt\"; it must be \"Jwt\" or \"Session\", or a list of both", "Session", "Jwtt")]
    [TestCase("Auth:Strategy:1 is \"Session\" again; it must be another strategy", "Session", "session")]
    [TestCase("Auth:Strategy:0 is \"\"", "")]
    public void Add_AWrongWordInAList_IsAnErrorAtStart(string message, params string[] words)
    {
        using ServiceProvider provider = Build(With(words));

        Assert.That(Failures(provider), Has.Some.StartsWith(message));
    }

    [TestCase("Name", "Jwt", "Jwt")]
    [TestCase("Jwt", "true", "Session")]
    [TestCase("-1", "Sesion", "Session")]
    public void Add_TheWordInASection_IsAnErrorAtStart(string name, string value, string example)
    {
        Dictionary<string, string?> settings = With("Jwt");
        settings.Remove("Auth:Strategy");
        settings[$"Auth:Strategy:{name}"] = value;
        using ServiceProvider provider = Build(Configuration(settings));

        Assert.That(Failures(provider), Has.Some.StartsWith($"Auth:Strategy is a section with \"{name}\"; it must be \"Jwt\" or \"Session\", or a list of both. Write for example \"Strategy\": \"{example}\""));
    }

    /// <summary>A list in the place of a single value is one mistake, and the example names the list beside it.</summary>
    [TestCase("Audience", "ValidAudiences")]
    [TestCase("Issuer", "ValidIssuers")]
    public void Add_AListInThePlaceOfAValue_NamesTheListBesideIt(string value, string list)
    {
        Dictionary<string, string?> settings = With("Jwt");
        settings.Remove($"Auth:Jwt:{value}");
        settings[$"Auth:Jwt:{value}:0"] = "a";
        using ServiceProvider provider = Build(Configuration(settings));

        Assert.That(Failures(provider), Is.EqualTo(new[] { $"Auth:Jwt:{value} is a list or a section; it must be a single value. Write for example \"{value}\": \"…\", and the others in \"{list}\": [\"…\"]." }));
    }

    /// <summary>A setting that stands too high: the example is the path at which it is legal.</summary>
    [TestCase("Auth:StrictReuse", "Auth:Session:StrictReuse or Auth:Jwt:RefreshTokens:StrictReuse")]
    [TestCase("Auth:RenewAfter", "Auth:Session:RenewAfter")]
    [TestCase("Auth:idletimeout", "Auth:Session:IdleTimeout or Auth:Jwt:RefreshTokens:IdleTimeout")]
    [TestCase("Auth:Issuer", "Auth:Jwt:Issuer")]
    [TestCase("Auth:SigningKeys:0:Secret", "Auth:Jwt:SigningKeys")]
    [TestCase("Auth:ClaimNaming", "Auth:Session:ClaimNaming or Auth:Jwt:ClaimNaming")]
    [TestCase("Auth:Enabled", "Auth:Jwt:RefreshTokens:Enabled")]
    [TestCase("Auth:RotationPeriod", "Auth:Jwt:KeyRotation:RotationPeriod")]
    [TestCase("Auth:Jwt:Enabled", "Auth:Jwt:RefreshTokens:Enabled")]
    [TestCase("Auth:Jwt:PollInterval", "Auth:Jwt:KeyRotation:PollInterval")]
    [TestCase("Auth:UseRedis", "Auth:Store")]
    [TestCase("Auth:EntityFramework:ConnectionString", "Auth:Store")]
    [TestCase("Auth:Jvt:Issuer", "Auth:Jwt")]
    [TestCase("Auth:Else", "Auth:Strategy")]
    public void Add_ASettingInTheWrongSection_SaysWhereItBelongs(string key, string example)
    {
        Dictionary<string, string?> settings = With("Jwt");
        settings[key] = "x";
        using ServiceProvider provider = Build(Configuration(settings));

        Assert.That(Failures(provider).Single(failure => failure.Contains("is not a setting", StringComparison.Ordinal)), Does.EndWith($". Write for example {example}."));
    }

    /// <summary>Every mistake in the section that is not used is a warning, and the application works.</summary>
    [TestCase("Session", "Auth:Jwt:AccessTokenLifetime", "soon", "Jwt", "Auth:Jwt:AccessTokenLifetime is \"soon\"")]
    [TestCase("Session", "Auth:Jwt:Isuer", "x", "Jwt", "Auth:Jwt:Isuer is not a setting")]
    [TestCase("Session", "Auth:Jwt:SigningKeys:0:Secret", "c2hvcnQ=", "Jwt", "Auth:Jwt:SigningKeys:0:Secret")]
    [TestCase("Session", "Auth:Jwt:Audience", null, "Jwt", "Auth:Jwt:Audience is not set")]
    [TestCase("Jwt", "Auth:Session:IdleTimeout", "0", "Session", "Auth:Session:IdleTimeout is \"0\"")]
    [TestCase("Jwt", "Auth:Session:AbsoluteTimeout", "00:00:00", "Session", "Auth:Session:AbsoluteTimeout")]
    public void Add_AMistakeInTheUnusedSection_WarnsAtStart(string word, string key, string? value, string unused, string message)
    {
        LogCapture log = new();
        Dictionary<string, string?> settings = With(word);
        if (value is null)
            settings.Remove(key);
        else
            settings[key] = value;
        using ServiceProvider provider = Build(Configuration(settings), services => services.AddSingleton<ILoggerFactory>(log));

        string[] failures = Failures(provider);

        Assert.That(failures, Is.Empty);
        Assert.That(log.Entries.Where(entry => entry.Id == 31).Select(entry => entry.Text).Single(), Does.StartWith($"{unused}: this strategy is not used.").And.Contain(message));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    [TestCase("Session", "Jwt")]
    public void Add_NoMistake_WarnsOfNothing(params string[] words)
    {
        LogCapture log = new();
        using ServiceProvider provider = Build(Configuration(With(words)), services => services.AddSingleton<ILoggerFactory>(log));

        Assert.That(Failures(provider), Is.Empty);
        Assert.That(log.Ids, Has.None.EqualTo(30).And.None.EqualTo(31));
    }

    [Test]
    public void Add_UnusedSectionIsMissing_WarnsOfNothing()
    {
        LogCapture log = new();
        using ServiceProvider provider = Build(Configuration(new() { ["Auth:Strategy"] = "Session" }), services => services.AddSingleton<ILoggerFactory>(log));

        Assert.That(Failures(provider), Is.Empty);
        Assert.That(log.Ids, Has.None.EqualTo(31));
    }

    [Test]
    public void Add_CodeAddsTheUnusedStrategy_TakesNothingFromItsSection()
    {
        Dictionary<string, string?> settings = With("Session");
        settings["Auth:Jwt:Issuer"] = "https://configured.example";
        using ServiceProvider provider = Build(Configuration(settings), services => services.AddAuthStrategy().AddJwt(o =>
        {
            o.Audience = "web";
            o.SigningKeys.Add(JwtKey.Generate("ES256"));
        }));

        Assert.That(Failures(provider), Has.Some.Contains("Issuer is not set"));
    }

    /// <summary>A setting that is read at start is changed while the application runs: each change is logged, with what stays in use.</summary>
    [TestCase("Auth:Strategy", "Jwt", "Auth:Strategy = \"Jwt\"", "Auth:Strategy = \"Session\"")]
    [TestCase("Auth:Strategy:0", "Jwt", "Auth:Strategy:0 = \"Jwt\"", "Auth:Strategy:0 not set")]
    [TestCase("Auth:Store", "InMemory", "Auth:Store = \"InMemory\"", "Auth:Store not set")]
    [TestCase("Auth:Http:Transport", "Cookie", "Auth:Http:Transport = \"Cookie\"", "Auth:Http:Transport not set")]
    [TestCase("Auth:Http:LoginPath", "/enter", "Auth:Http:LoginPath = \"/enter\"", "Auth:Http:LoginPath = \"/login\"")]
    [TestCase("Auth:Jwt:Http:Transport", "Cookie", "Auth:Jwt:Http:Transport = \"Cookie\"", "Auth:Jwt:Http:Transport not set")]
    [TestCase("Auth:Session:Http:SaveToken", "true", "Auth:Session:Http:SaveToken = \"true\"", "Auth:Session:Http:SaveToken not set")]
    public void Reload_OfASettingThatIsReadAtStart_WarnsOnceForTheChange(string key, string value, string changes, string inUse)
    {
        LogCapture log = new();
        Dictionary<string, string?> settings = With("Session");
        settings["Auth:Http:LoginPath"] = "/login";
        IConfigurationRoot configuration = Configuration(settings);
        using ServiceProvider provider = Build(configuration, services => services.AddSingleton<ILoggerFactory>(log));
        _ = Failures(provider);

        configuration[key] = value;
        configuration.Reload();
        configuration.Reload();

        Assert.That(log.Count(30), Is.EqualTo(1));
        Assert.That(log.Entries.Single(entry => entry.Id == 30).Text, Does.StartWith($"Settings have changed that are read at start only: {changes}. Restart").And.EndsWith($"these are in use: {inUse}"));
        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo("Session"));
    }

    /// <summary>A word that is no word is called so at once.</summary>
    [TestCase("Auth:Strategy", "Jwtt", "Auth:Strategy is \"Jwtt\"; it must be \"Jwt\" or \"Session\", or a list of both. Write for example \"Strategy\": \"Jwt\"", "Auth:Strategy = \"Session\"")]
    [TestCase("Auth:Strategy", "", "Auth:Strategy is \"\"; it must be \"Jwt\" or \"Session\"", "Auth:Strategy = \"Session\"")]
    [TestCase("Auth:Strategy:0", "Sesion", "Auth:Strategy:0 is \"Sesion\"; it must be \"Jwt\" or \"Session\", or a list of both. Write for example \"Strategy\": \"Session\"", "Auth:Strategy = \"Session\"")]
    [TestCase("Auth:Store", "Rediss", "Auth:Store is \"Rediss\"; it must be one of InMemory, Redis; ", "Auth:Store not set")]
    [TestCase("Auth:Sesion:IdleTimeout", "00:10:00", "Auth:Sesion is not a setting; it must be one of Strategy, Store, Jwt, Session, Http. Write for example Auth:Session.", "Auth:Strategy = \"Session\"")]
    public void Reload_OfAWordToAnIllegalOne_SaysSoWithWhatIsLegalAndInUse(string key, string value, string mistake, string inUse)
    {
        LogCapture log = new();
        IConfigurationRoot configuration = Configuration(With("Session"));
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(log).AddAuthStrategy(configuration.GetSection("Auth")).WhenStore("Redis", _ => { });
        using ServiceProvider provider = services.BuildServiceProvider();
        _ = Failures(provider);

        configuration[key] = value;
        configuration.Reload();
        configuration.Reload();

        LogEntry line = log.Entries.Single(entry => entry.Id == 33);
        Assert.That(line.Level, Is.EqualTo(LogLevel.Error));
        Assert.That(line.Text, Does.StartWith(mistake).And.Contain(inUse));
        Assert.That(log.Count(30), Is.Zero);
        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo("Session"));
    }

    /// <summary>A delegate of the application does not break the reload of other options.</summary>
    [Test]
    public void Reload_OfTheWordToAStrategyWhoseDelegateThrows_IsAnErrorAndThrowsNothing()
    {
        LogCapture log = new();
        Dictionary<string, string?> settings = With("Session");
        foreach (string removed in settings.Keys.Where(name => name.StartsWith("Auth:Jwt", StringComparison.Ordinal)).ToArray())
            settings.Remove(removed);
        IConfigurationRoot configuration = Configuration(settings);
        using ServiceProvider provider = Build(configuration, services => services.AddSingleton<ILoggerFactory>(log).Configure<JwtStrategyOptions>("Jwt", _ => throw new FormatException()));
        Assert.That(Failures(provider), Is.Empty);

        configuration["Auth:Strategy"] = "Jwt";
        Assert.That(configuration.Reload, Throws.Nothing);

        Assert.That(log.Entries.Single(entry => entry.Id == 33).Text, Does.Contain("FormatException"));
    }

    /// <summary>The word is legal, and the application would not start with the options of that strategy.</summary>
    [TestCase("Session", "Jwt", "Auth:Jwt", null, "Issuer is not set")]
    [TestCase("Session", "Jwt", "Auth:Jwt:Issuer", null, "Auth:Jwt:Issuer is not set")]
    [TestCase("Session", "Jwt", "Auth:Jwt:AccessTokenLifetime", "soon", "Auth:Jwt:AccessTokenLifetime is \"soon\"")]
    [TestCase("Jwt", "Session", "Auth:Session:IdleTimeout", "soon", "Auth:Session:IdleTimeout is \"soon\"")]
    [TestCase("Jwt", "Session", "Auth:Session:IdleTimout", "00:10:00", "Auth:Session:IdleTimout is not a setting")]
    public void Reload_OfTheWordToAStrategyThatWouldNotStart_IsAnError(string before, string word, string key, string? value, string mistake)
    {
        LogCapture log = new();
        Dictionary<string, string?> settings = With(before);
        foreach (string removed in settings.Keys.Where(name => name == key || name.StartsWith($"{key}:", StringComparison.Ordinal)).ToArray())
            settings.Remove(removed);
        if (value is not null)
            settings[key] = value;
        IConfigurationRoot configuration = Configuration(settings);
        using ServiceProvider provider = Build(configuration, services => services.AddSingleton<ILoggerFactory>(log));
        Assert.That(Failures(provider), Is.Empty);

        configuration["Auth:Strategy"] = word;
        configuration.Reload();
        configuration.Reload();

        Assert.That(log.Entries.Single(entry => entry.Id == 33).Text, Does.Contain(mistake).And.EndWith($"these are in use: Auth:Strategy = \"{before}\""));
        Assert.That(log.Count(30), Is.Zero);
        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo(before));
    }

    [Test]
    public void Reload_SeveralChangesOneAfterAnother_LogsEach()
    {
        LogCapture log = new();
        IConfigurationRoot configuration = Configuration(With("Session"));
        using ServiceProvider provider = Build(configuration, services => services.AddSingleton<ILoggerFactory>(log));
        _ = Failures(provider);

        foreach (string word in new[] { "Jwt", "Jwtt", "Jwt", "Session", "Jwt" })
        {
            configuration["Auth:Strategy"] = word;
            configuration.Reload();
        }

        Assert.That(log.Ids.Where(id => id is >= 30 and <= 33), Is.EqualTo(new[] { 30, 33, 30, 32, 30 }));
    }

    /// <summary>A mistake that is made while the application runs is logged when it is made, used or not.</summary>
    [TestCase("Session", "Auth:Session:IdleTimeout", "soon", 11)]
    [TestCase("Session", "Auth:Session:IdleTimeout", "30.00:00:00", 11)]
    [TestCase("Jwt", "Auth:Jwt:SigningKeys:0:Algorithm", "HS257", 11)]
    [TestCase("Session", "Auth:Jwt:AccessTokenLifetime", "soon", 31)]
    [TestCase("Jwt", "Auth:Session:IdleTimout", "00:10:00", 31)]
    public async Task Reload_OfOptionsToInvalidOnes_IsLoggedAtOnceAndTheValidOnesStay(string word, string key, string value, int id)
    {
        LogCapture log = new();
        IConfigurationRoot configuration = Configuration(With(word));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<ILoggerFactory>(log).AddAuthStrategy(configuration.GetSection("Auth"));
        using IHost host = builder.Build();
        await host.StartAsync();

        configuration[key] = value;
        configuration.Reload();
        configuration.Reload();

        Assert.That(log.Count(id), Is.EqualTo(1));
        Assert.That(log.Entries.Single(entry => entry.Id == id).Text, Does.Contain(key));
        Assert.That(async () => await host.Services.GetRequiredService<IAuthStrategy>().AuthenticateAsync("a.b.c"), Throws.Nothing);
    }

    /// <summary>The configuration is reloaded as a whole: a strategy says something only about its own settings.</summary>
    [TestCase("Session", "Auth:Session:IdleTimeout", "00:20:00", 1)]
    [TestCase("Jwt", "Auth:Jwt:AccessTokenLifetime", "00:02:00", 1)]
    [TestCase("Session", "Auth:Jwt:AccessTokenLifetime", "00:02:00", 0)]
    [TestCase("Jwt", "Auth:Session:IdleTimeout", "00:20:00", 0)]
    [TestCase("Session", "Auth:Session:Http:Transport", "Bearer", 0)]
    [TestCase("Session", "Auth:Strategy", "Jwt", 0)]
    [TestCase("Session", "Logging:LogLevel:Default", "Debug", 0)]
    public async Task Reload_OfOneSetting_IsLoggedByTheStrategyThatReadsIt(string word, string key, string value, int count)
    {
        LogCapture log = new();
        IConfigurationRoot configuration = Configuration(With(word));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<ILoggerFactory>(log).AddAuthStrategy(configuration.GetSection("Auth"));
        using IHost host = builder.Build();
        await host.StartAsync();

        configuration[key] = value;
        configuration.Reload();
        configuration.Reload();

        Assert.That(log.Count(12), Is.EqualTo(count));
        Assert.That(log.Count(11), Is.Zero);
    }

    /// <summary>A host checks options more than once, and the line names the strategy once.</summary>
    [Test]
    public async Task Start_AMistakeInTheUnusedSection_IsOneLineThatNamesTheStrategyOnce()
    {
        LogCapture log = new();
        Dictionary<string, string?> settings = With("Jwt");
        settings["Auth:Session:IdleTimout"] = "00:10:00";
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<ILoggerFactory>(log).AddAuthStrategy(Configuration(settings).GetSection("Auth"));
        using IHost host = builder.Build();

        await host.StartAsync();
        _ = await host.Services.GetRequiredService<IAuthStrategy>().AuthenticateAsync("a.b.c");

        Assert.That(
            log.Entries.Single(entry => entry.Id == 31).Text,
            Does.StartWith("Session: this strategy is not used. Its options are not valid, so the application would not start with it: Auth:Session:IdleTimout is not a setting; ").And.EndsWith("Write for example Auth:Session:IdleTimeout."));
    }

    /// <summary>An option that cannot be read causes one mistake, and none about the value that it kept.</summary>
    [TestCase("Session", "Auth:Session:AbsoluteTimeout", "30 days", "Auth:Session:IdleTimeout", "2.00:00:00")]
    [TestCase("Jwt", "Auth:Jwt:RefreshTokens:Enabled", "ture", "Auth:Jwt:RequireLiveSession", "true")]
    [TestCase("Jwt", "Auth:Jwt:RefreshTokens:Enabled", "ture", "Auth:Jwt:RefreshTokens:IdleTimeout", "1.00:00:00")]
    [TestCase("Jwt", "Auth:Jwt:AccessTokenLifetime", "short", "Auth:Jwt:MaxTokenAge", "00:10:00")]
    [TestCase("Jwt", "Auth:Jwt:Algorithms:0", "HS257", "Auth:Jwt:ClockSkew", "00:00:01")]
    public void Start_AnOptionThatCannotBeRead_IsOneMistake(string word, string key, string value, string otherKey, string otherValue)
    {
        Dictionary<string, string?> settings = With(word);
        (settings[key], settings[otherKey]) = (value, otherValue);
        using ServiceProvider provider = Build(Configuration(settings));

        Assert.That(Failures(provider), Has.Length.EqualTo(1).And.Some.StartsWith(key));
    }

    /// <summary>What was written as a setting is mended as a setting.</summary>
    [TestCase("Auth:Jwt:SigningKeys:0:Algorithm", "HS257", "Write for example \"HS256\".")]
    [TestCase("Auth:Jwt:SigningKeys:0:Algorithm", "ES256", "Write for example \"HS256\".")]
    [TestCase("Auth:Jwt:Algorithms:0", "HS257", "Write for example \"HS256\", or leave Algorithms empty")]
    [TestCase("Auth:Jwt:Algorithms:0", "ES256", "Write for example { \"Algorithm\": \"ES256\", \"PemFile\": \"signing.pem\" } in SigningKeys, or remove the entry.")]
    [TestCase("Auth:Jwt:KeyRotation:Algorithm", "ES265", "Write for example \"ES256\".")]
    [TestCase("Auth:Jwt:KeyRotation:RotationPeriod", "500.00:00:00", "Write for example \"KeyRotation\": { \"RotationPeriod\": \"30.00:00:00\"")]
    [TestCase("Auth:Jwt:RequireLiveSession", "true", "Write for example \"RefreshTokens\": { \"Enabled\": true }, or set RequireLiveSession to false.")]
    [TestCase("Auth:Jwt:AccessTokenLifetime", "2.00:00:00", "Write for example \"00:15:00\".")]
    [TestCase("Auth:Jwt:Issuer", null, "Auth:Jwt:Issuer is not set")]
    [TestCase("Auth:Jwt:ClaimNaming", "AsIsued", "Write for example \"AsIssued\".")]
    public void Start_AMistakeInASetting_ShowsASetting(string key, string? value, string remedy)
    {
        Dictionary<string, string?> settings = With("Jwt");
        if (value is null)
            settings.Remove(key);
        else
            settings[key] = value;
        using ServiceProvider provider = Build(Configuration(settings));

        string[] failures = Failures(provider);

        Assert.That(failures, Has.Some.Contains(remedy));
        Assert.That(failures, Has.None.Contains("o.").And.None.Contains("TimeSpan").And.None.Contains("JwtKey."));
    }

    [Test]
    public void Reload_OfAnotherSetting_DoesNotAskForARestart()
    {
        LogCapture log = new();
        IConfigurationRoot configuration = Configuration(With("Session"));
        using ServiceProvider provider = Build(configuration, services => services.AddSingleton<ILoggerFactory>(log));
        _ = Failures(provider);

        configuration["Auth:Session:IdleTimeout"] = "00:20:00";
        configuration.Reload();

        Assert.That(log.Count(30), Is.Zero);
    }

    [TestCase(null, typeof(InMemorySessionStore))]
    [TestCase("InMemory", typeof(InMemorySessionStore))]
    [TestCase("Mine", typeof(MyStore))]
    [TestCase("mine", typeof(MyStore))]
    public void WhenStore_OneWord_SwitchesTheStore(string? word, Type expected)
    {
        Dictionary<string, string?> settings = With("Session");
        settings["Auth:Store"] = word;
        ServiceCollection services = new();
        services.AddAuthStrategy(Configuration(settings).GetSection("Auth"))
            .WhenStore("Mine", auth => auth.UseSessionStore<MyStore>())
            .WhenStore("Other", _ => Assert.Fail("Only the store that is chosen may be prepared."));
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<ISessionStore>(), Is.TypeOf(expected));
        Assert.That(Failures(provider), Is.Empty);
    }

    [TestCase("Redis", "Auth:Store is \"Redis\"; it must be one of InMemory, Mine; the application adds a word with WhenStore. Write for example AddAuthStrategy(configuration.GetSection(\"Auth\")).WhenStore(\"Redis\", auth => auth.UseRedis(connectionString)).")]
    [TestCase("EntityFramework", "UseEntityFramework<AppContext>()")]
    [TestCase("", "Auth:Store is \"\"")]
    public void WhenStore_AWordThatNoCallPrepared_IsAnErrorAtStart(string word, string message)
    {
        Dictionary<string, string?> settings = With("Session");
        settings["Auth:Store"] = word;
        ServiceCollection services = new();
        services.AddAuthStrategy(Configuration(settings).GetSection("Auth")).WhenStore("Mine", auth => auth.UseSessionStore<MyStore>());
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(Failures(provider), Has.Some.Contains(message));
    }

    [Test]
    public void WhenStore_WithoutASection_Throws()
    {
        ServiceCollection services = new();

        Assert.That(() => services.AddAuthStrategy().AddSession().WhenStore("Mine", _ => { }), Throws.InvalidOperationException.With.Message.Contains("GetSection"));
    }

    private static Dictionary<string, string?> With(params string[] words)
    {
        Dictionary<string, string?> settings = GoodJwt;
        settings.Remove("Auth:Strategy");
        if (words.Length == 1 && words[0].Length > 0)
            settings["Auth:Strategy"] = words[0];
        for (int i = 0; words.Length > 1 && i < words.Length; i++)
            settings[$"Auth:Strategy:{i}"] = words[i];
        if (words is [""])
            settings["Auth:Strategy:0"] = "";
        return settings;
    }

    private static IConfigurationRoot Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private static string[] Failures(ServiceProvider provider)
    {
        try
        {
            _ = provider.GetRequiredService<IOptions<AuthStrategies.Registration.StrategyChecks>>().Value;
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }
}
