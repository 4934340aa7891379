using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>Every mistake in the section that is not used is a warning, and the application works.</summary>
    [TestCase("Session", "Auth:Jwt:AccessTokenLifetime", "soon", "Jwt", "Auth:Jwt:AccessTokenLifetime is \"soon\"")]
    [TestCase("Session", "Auth:Jwt:Isuer", "x", "Jwt", "Auth:Jwt:Isuer is not a setting")]
    [TestCase("Session", "Auth:Jwt:SigningKeys:0:Secret", "c2hvcnQ=", "Jwt", "Auth:Jwt:SigningKeys:0:Secret")]
    [TestCase("Session", "Auth:Jwt:Audience", null, "Jwt", "Audience is not set")]
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

    /// <summary>A setting that is read at start is changed while the application runs.</summary>
    [TestCase("Auth:Strategy", "Jwt")]
    [TestCase("Auth:Store", "InMemory")]
    [TestCase("Auth:Http", "Transport", "Cookie")]
    [TestCase("Auth:Jwt:Http", "Transport", "Cookie")]
    [TestCase("Auth:Session:Http", "SaveToken", "true")]
    public void Reload_OfASettingThatIsReadAtStart_WarnsOnce(params string[] changed)
    {
        LogCapture log = new();
        IConfigurationRoot configuration = Configuration(With("Session"));
        using ServiceProvider provider = Build(configuration, services => services.AddSingleton<ILoggerFactory>(log));
        _ = Failures(provider);

        configuration[string.Join(':', changed[..^1])] = changed[^1];
        configuration.Reload();
        configuration.Reload();

        Assert.That(log.Count(30), Is.EqualTo(1));
        Assert.That(log.Entries.Single(entry => entry.Id == 30).Text, Does.Contain($"The settings {changed[0]} have changed").And.EndsWith("in use are: Session"));
        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo("Session"));
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
