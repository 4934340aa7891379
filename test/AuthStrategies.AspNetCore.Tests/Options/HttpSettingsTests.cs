using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Options;

/// <summary>The HTTP options in the configuration.</summary>
[TestFixture]
public sealed class HttpSettingsTests
{
    private static IEnumerable<TestCaseData<string, string, Func<AuthHttpOptions, object?>, object>> Good()
    {
        yield return new("Auth:Http:Transport", "Cookie", o => o.Transport, CredentialTransport.Cookie);
        yield return new("Auth:Http:TrustedOrigins:0", "https://app.example", o => o.TrustedOrigins.Single(), "https://app.example");
        yield return new("Auth:Http:LoginPath", "/login", o => o.LoginPath, "/login");
        yield return new("Auth:Http:LogoutPath", "/logout", o => o.LogoutPath, "/logout");
        yield return new("Auth:Http:AccessDeniedPath", "/denied", o => o.AccessDeniedPath, "/denied");
        yield return new("Auth:Http:PathBase", "/shop", o => o.PathBase, "/shop");
        yield return new("Auth:Http:ReturnUrlParameter", "next", o => o.ReturnUrlParameter, "next");
        yield return new("Auth:Http:RetryAfter", "00:00:07", o => o.RetryAfter, TimeSpan.FromSeconds(7));
        yield return new("Auth:Http:ClearSiteDataOnLogout", "true", o => o.ClearSiteDataOnLogout, true);
        yield return new("Auth:Http:ClientAddress", "full", o => o.ClientAddress, ClientAddressRecording.Full);
        yield return new("Auth:Http:RecordUserAgent", "false", o => o.RecordUserAgent, false);
        yield return new("Auth:Http:AllowHttpInDevelopment", "true", o => o.AllowHttpInDevelopment, true);
        foreach (string name in new[] { "Session", "Jwt" })
        {
            yield return new("Auth:Http:RotateFor", "All", o => o.Strategy(name).RotateFor, RotationClients.All);
            yield return new($"Auth:{name}:Http:Transport", "bearer", o => o.Strategy(name).Transport, CredentialTransport.Bearer);
            yield return new($"Auth:{name}:Http:Sources", "Cookie, Bearer", o => o.Strategy(name).Sources, CredentialSources.Cookie | CredentialSources.Bearer);
            yield return new($"Auth:{name}:Http:RotateFor", "All", o => o.Strategy(name).RotateFor, RotationClients.All);
            yield return new($"Auth:{name}:Http:QueryStringPaths:0", "/hubs/chat", o => o.QueryStringsOf(Descriptor(name)).Single().Path.ToString(), "/hubs/chat");
            yield return new($"Auth:{name}:Http:Headers:0", "X-Token", o => o.HeadersOf(Descriptor(name)).Single(), "X-Token");
            foreach (string section in new[] { "Auth:Http:Cookie", $"Auth:{name}:Http:Cookie" })
            {
                yield return new($"{section}:Name", "__Host-mine", o => o.Strategy(name).Cookie.Name, "__Host-mine");
                yield return new($"{section}:RefreshName", "__Secure-mine", o => o.Strategy(name).Cookie.RefreshName, "__Secure-mine");
                yield return new($"{section}:SameSite", "strict", o => o.Strategy(name).Cookie.SameSite, SameSiteMode.Strict);
                yield return new($"{section}:Partitioned", "true", o => o.Strategy(name).Cookie.Partitioned, true);
                yield return new($"{section}:FormerNames:0", "auth", o => o.Strategy(name).Cookie.FormerNames.Single(), "auth");
                yield return new($"{section}:FormerDomains:0", "example.com", o => o.Strategy(name).Cookie.FormerDomains.Single(), "example.com");
                yield return new($"{section}:FormerPaths:0", "/app", o => o.Strategy(name).Cookie.FormerPaths.Single(), "/app");
            }
        }

        yield return new("Auth:Jwt:Http:SaveToken", "true", o => o.Strategy("Jwt").SaveToken, true);
    }

    /// <summary>Each setting is read, with either word.</summary>
    [TestCaseSource(nameof(Good))]
    public void Configure_ASetting_IsRead(string key, string value, Func<AuthHttpOptions, object?> read, object expected)
    {
        foreach (string word in new[] { "Session", "Jwt" })
        {
            (AuthHttpOptions? options, string[] failures, _) = Start(word, [new(key, value)]);

            Assert.That(failures, Is.Empty);
            Assert.That(read(options!), Is.EqualTo(expected));
        }
    }

    private static IEnumerable<TestCaseData<string, string, string>> Mistakes()
    {
        yield return new("Auth:Http:Transprt", "Cookie", "Auth:Http:Transprt is not a setting; it must be one of Transport, ");
        yield return new("Auth:Http", "Cookie", "Auth:Http is a single value");
        yield return new("Auth:Http:Transport", "Cookies", "Auth:Http:Transport is \"Cookies\"; it must be one of ");
        yield return new("Auth:Http:RetryAfter", "5", "Auth:Http:RetryAfter is \"5\"; it must be a time");
        yield return new("Auth:Http:RetryAfter", "02:00:00", "Auth:Http:RetryAfter is 02:00:00; it must be from 1 second to 1 hour");
        yield return new("Auth:Http:LoginPath", "login", "Auth:Http:LoginPath is \"login\"; it must be a path");
        yield return new("Auth:Http:ClearSiteDataOnLogout", "yes", "Auth:Http:ClearSiteDataOnLogout is \"yes\"; it must be true or false");
        yield return new("Auth:Http:TrustedOrigins", "https://app.example", "Auth:Http:TrustedOrigins is a single value; it must be a list");
        yield return new("Auth:Http:TrustedOrigins:0", "app.example", "Auth:Http:TrustedOrigins is a list with \"app.example\"");
        yield return new("Auth:Http:Cookie:Name", "a b", "Auth:Http:Cookie:Name is not the name of a cookie");
        yield return new("Auth:Http:Cookie:SameSite", "Unspecified", "Auth:Http:Cookie:SameSite is \"Unspecified\"; it must be one of None, Lax, Strict");
        yield return new("Auth:Http:Cookie:Secure", "false", "Auth:Http:Cookie:Secure is not a setting");
        yield return new("Auth:{0}:Http:Transport", "7", "Auth:{0}:Http:Transport is \"7\"");
        yield return new("Auth:{0}:Http:Sources", "Cookie, Header", "Auth:{0}:Http:Sources is \"Cookie, Header\"; it must be one or more of");
        yield return new("Auth:{0}:Http:LoginPath", "/login", "Auth:{0}:Http:LoginPath is not a setting");
        yield return new("Auth:{0}:Http:Cookie:Path", "app", "Auth:{0}:Http:Cookie:Path is \"app\"; it must be a path that begins with a slash");
        yield return new("Auth:{0}:Http:Cookie:Domain", "a b", "Auth:{0}:Http:Cookie:Domain is \"a b\"");
        yield return new("Auth:{0}:Http:Cookie:FormerPaths:0", "app", "Auth:{0}:Http:Cookie:FormerPaths is a list with \"app\"");
        yield return new("Auth:{0}:Http:Headers:0", "Cookie", "Auth:{0}:Http:Headers is ");
        yield return new("Auth:{0}:Http:Headers:0", " ", "Auth:{0}:Http:Headers");
        yield return new("Auth:{0}:Http:QueryStringPaths:0", "/", "Auth:{0}:Http:QueryStringPaths is a list with \"/\"");
        yield return new("Auth:{0}:Http:QueryStringPaths:0", "/\\hubs", "Auth:{0}:Http:QueryStringPaths is a list with");
        yield return new("Auth:{0}:Http:RefreshOnRequest", "true", "Auth:{0}:Http:RefreshOnRequest is true");
    }

    /// <summary>A mistake is an error for the strategy that is used, and names the key.</summary>
    [TestCaseSource(nameof(Mistakes))]
    public void Configure_AMistake_IsAnErrorWithItsKey(string key, string value, string message)
    {
        foreach (string word in new[] { "Session", "Jwt" })
        {
            (_, string[] failures, _) = Start(word, [new(Of(key, word), value)]);

            Assert.That(failures, Has.One.StartsWith(Of(message, word)));
        }
    }

    /// <summary>The same mistake for the strategy that is not used is a warning.</summary>
    [TestCase("Auth:{0}:Http:Cookie:Path", "app", "Auth:{0}:Http:Cookie:Path is \"app\"")]
    [TestCase("Auth:{0}:Http:Headers:0", "Cookie", "Auth:{0}:Http:Headers is ")]
    [TestCase("Auth:{0}:Http:Transprt", "Cookie", "Auth:{0}:Http:Transprt is not a setting")]
    [TestCase("Auth:{0}:Http", "Cookie", "Auth:{0}:Http is a single value")]
    [TestCase("Auth:{0}:Http:Cookie:Secure", "false", "Auth:{0}:Http:Cookie:Secure is not a setting")]
    [TestCase("Auth:{0}:Http:Cookie:SameSite", "Strictest", "Auth:{0}:Http:Cookie:SameSite is \"Strictest\"")]
    [TestCase("Auth:{0}:Http:Transport", "Cokie", "Auth:{0}:Http:Transport is \"Cokie\"")]
    [TestCase("Auth:{0}:Http:Sources", "Cokie", "Auth:{0}:Http:Sources is \"Cokie\"")]
    [TestCase("Auth:{0}:Http:RefreshOnRequest", "yes", "Auth:{0}:Http:RefreshOnRequest is \"yes\"")]
    [TestCase("Auth:{0}:Http:Headers:0", " ", "Auth:{0}:Http:Headers")]
    [TestCase("Auth:{0}:Http:QueryStringPaths:0", "/", "Auth:{0}:Http:QueryStringPaths is a list with \"/\"")]
    [TestCase("Auth:{0}:Http:QueryStringPaths:0", "/\\hubs", "Auth:{0}:Http:QueryStringPaths is a list with")]
    public void Configure_AMistakeForTheUnusedStrategy_IsAWarning(string key, string value, string message)
    {
        foreach ((string word, string unused) in new[] { ("Session", "Jwt"), ("Jwt", "Session") })
        {
            (AuthHttpOptions? options, string[] failures, LogCapture log) = Start(word, [new(Of(key, unused), value)]);

            Assert.That(options, Is.Not.Null, string.Join(' ', failures));
            Assert.That(log.Entries.Single(entry => entry.Id == 124).Text, Does.StartWith($"{unused}: this strategy is not used.").And.Contain(Of(message, unused)));
        }
    }

    /// <summary>The text of a mistake shows the nearest legal name, and a setting.</summary>
    [TestCase("Auth:Http:LoginPth", "/login", "Write for example Auth:Http:LoginPath.")]
    [TestCase("Auth:Http:Transport", "Cokie", "Write for example \"Cookie\".")]
    [TestCase("Auth:Http:Cookie:SameSite", "Strictest", "Write for example \"Strict\".")]
    [TestCase("Auth:Http:Cookie:FormrNames", "auth", "Write for example Auth:Http:Cookie:FormerNames.")]
    [TestCase("Auth:Jwt:Http:RotateFor", "Browser", "Write for example \"Browsers\".")]
    [TestCase("Auth:Jwt:Http:Sources", "Cookies, Baerer", "Write for example \"Cookie, Bearer\".")]
    [TestCase("Auth:Jwt:Http:RefreshOnReqest", "true", "Write for example Auth:Jwt:Http:RefreshOnRequest.")]
    [TestCase("Auth:Http:RetryAfter", "02:00:00", "Write for example \"00:00:05\".")]
    [TestCase("Auth:Jwt:Http:RefreshOnRequest", "true", "Write for example \"Transport\": \"Cookie\".")]
    [TestCase("Auth:Jwt:Http:Headers:0", "Cookie", "Write for example \"Headers\": [ \"X-Token\" ].")]
    [TestCase("Auth:Jwt:Http:Cookie:FormerNames:0", "a b", "Write for example \"auth\".")]
    [TestCase("Auth:Jwt:Http:Cookie:FormerDomains:0", "a b", "Write for example \"FormerDomains\": [ \"example.com\" ].")]
    [TestCase("Auth:Jwt:Http:Cookie:FormerPaths:0", "app", "Write for example \"FormerPaths\": [ \"/app\" ].")]
    public void Configure_AMistake_ShowsTheNearestSetting(string key, string value, string remedy)
    {
        (_, string[] failures, _) = Start("Jwt", [new(key, value)]);

        Assert.That(failures, Has.Length.EqualTo(1).And.Some.EndsWith(remedy));
    }

    /// <summary>What was written in code is mended in code.</summary>
    [Test]
    public void Configure_AMistakeInCode_ShowsCode()
    {
        (_, string[] failures, _) = Start("Jwt", [], o => (o.Strategy("Jwt").RefreshOnRequest, o.RetryAfter) = (true, TimeSpan.Zero));

        Assert.That(failures, Has.Some.EndsWith("Write for example o.Strategy(\"Jwt\").Transport = CredentialTransport.Cookie.").And.Some.Contains("Write for example TimeSpan.FromSeconds(5)"));
    }

    /// <summary>A transport that cannot be read is one mistake: what depends on it cannot be told.</summary>
    [Test]
    public void Configure_TransportThatCannotBeRead_HasNoFurtherMistake([Values("Session", "Jwt")] string word, [Values("Auth:Http:Transport", "Auth:Jwt:Http:Transport", "Auth:Jwt:Http:Sources")] string key)
    {
        (_, string[] failures, LogCapture log) = Start(word, [new(key, "Cokie"), new("Auth:Jwt:Http:RefreshOnRequest", "true")]);
        string[] said = [.. failures, .. log.Entries.Where(entry => entry.Id == 124).Select(entry => entry.Text)];

        Assert.That(said, Has.Length.EqualTo(1).And.Some.Contains($"{key} is \"Cokie\""));
        Assert.That(said, Has.None.Contains("RefreshOnRequest"));
    }

    /// <summary>Endpoints are mapped before the start checks the options. The start names the mistakes of all of them.</summary>
    [Test]
    public async Task Start_MistakesInSeveralOptionsAndAMappedEndpoint_NamesAllMistakes()
    {
        List<string> said = [];
        try
        {
            KeyValuePair<string, string?>[] settings = [new("Auth:Strategy", "Session"), new("Auth:Session:IdleTimout", "00:10:00"), new("Auth:Http:LoginPth", "/login"), new("Auth:Session:Http:Transprt", "Cookie")];
            IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
            await using TestApplication app = await TestApplication.StartAsync(services => services.AddAuthStrategy(configuration.GetSection("Auth")).UseAspNetCore(), app =>
            {
                app.MapAuthRefresh();
                app.MapAuthLogout().RedirectTo("/");
                app.MapAuthLogoutEverywhere();
                app.MapAuthSession();
                app.MapAuthSessions();
                app.MapGroup("/x").RequireSameOrigin();
            });
        }
        catch (AggregateException exception)
        {
            said = [.. exception.InnerExceptions.OfType<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }

        Assert.That(said, Has.Exactly(3).Items);
        Assert.That(said, Has.Some.StartsWith("Auth:Session:IdleTimout ").And.Some.StartsWith("Auth:Http:LoginPth ").And.Some.StartsWith("Auth:Session:Http:Transprt "));
    }

    /// <summary>The options are read at start. A change is checked when it is made.</summary>
    [TestCase("Auth:Http:LoginPath", "login", 126, "Auth:Http:LoginPath is \"login\"")]
    [TestCase("Auth:Http:Transprt", "Cookie", 126, "Auth:Http:Transprt is not a setting")]
    [TestCase("Auth:Session:Http:Cookie:Path", "app", 126, "Auth:Session:Http:Cookie:Path is \"app\"")]
    [TestCase("Auth:Jwt:Http:Cookie:Path", "app", 124, "Auth:Jwt:Http:Cookie:Path is \"app\"")]
    [TestCase("Auth:Http:LoginPath", "/enter", 0, "")]
    public async Task Reload_OfHttpOptions_LogsAMistakeAtOnce(string key, string value, int id, string message)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Auth:Strategy", "Session"), new("Auth:Http:LoginPath", "/login")]).Build();
        await using TestApplication app = await TestApplication.StartAsync(services => services.AddAuthStrategy(configuration.GetSection("Auth")).UseAspNetCore(), app => app.MapAuthLogout());

        configuration[key] = value;
        configuration.Reload();
        configuration.Reload();

        Assert.That(app.Log.Entries.Where(entry => entry.Id is 124 or 126).Select(entry => entry.Id), Is.EqualTo(id == 0 ? [] : new[] { id }));
        Assert.That(app.Log.Text, Does.Contain(message));
        Assert.That(app.Log.Count(30), Is.EqualTo(1));
        Assert.That(app.Services.GetRequiredService<IOptions<AuthHttpOptions>>().Value.LoginPath, Is.EqualTo("/login"));
    }

    /// <summary>A host checks options more than once.</summary>
    [Test]
    public async Task Start_AMistakeForTheUnusedStrategy_IsOneWarning()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Auth:Strategy", "Session"), new("Auth:Jwt:Http:Transprt", "Cookie")]).Build();
        await using TestApplication app = await TestApplication.StartAsync(services => services.AddAuthStrategy(configuration.GetSection("Auth")).UseAspNetCore(), app => app.MapAuthLogout());
        await app.SendRawAsync("POST /auth/logout");

        Assert.That((app.Log.Count(124), app.Log.Count(31)), Is.EqualTo((1, 1)));
    }

    /// <summary>Options in code for both strategies start with either word; a name that no word could give is still found.</summary>
    [Test]
    public void Strategy_NamedInCode_IsKeptForTheTimeWhenItsWordIsChosen([Values("Session", "Jwt")] string word)
    {
        (AuthHttpOptions? both, string[] none, _) = Start(word, [], o => (o.Strategy("Session").Transport, o.Strategy("Jwt").Transport) = (CredentialTransport.Bearer, CredentialTransport.Cookie));
        (_, string[] failures, _) = Start(word, [], o => o.Strategy("Jwtt").Transport = CredentialTransport.Cookie);

        Assert.That(both, Is.Not.Null, string.Join(' ', none));
        Assert.That(failures.Single(), Does.StartWith("AuthHttpOptions.Strategy(\"Jwtt\") is not a strategy of this application; it must be one of ").And.Contain("Session").And.Contain(" Jwt"));
    }

    [Test]
    public void Configure_SetInCodeToo_CodeWins()
    {
        (AuthHttpOptions? options, _, _) = Start("Jwt", [new("Auth:Http:LoginPath", "/login"), new("Auth:Jwt:Http:Transport", "Cookie")], o => (o.LoginPath, o.Strategy("Jwt").Transport) = ("/enter", CredentialTransport.Bearer));

        Assert.That((options!.LoginPath, options.Strategy("Jwt").Transport), Is.EqualTo(("/enter", CredentialTransport.Bearer)));
    }

    [Test]
    public void Configure_AMistakeInCodeOverAGoodSetting_NamesTheOption()
    {
        (_, string[] failures, _) = Start("Session", [new("Auth:Http:RetryAfter", "00:00:05")], o => o.RetryAfter = TimeSpan.Zero);

        Assert.That(failures.Single(), Does.StartWith("AuthHttpOptions.RetryAfter is 00:00:00"));
    }

    [Test]
    public void Configure_SectionOfOneStrategyInCode_IsReadToo()
    {
        ServiceCollection services = Services([new("Api:Http:Transport", "Cookie")], out IConfiguration configuration, new());
        services.AddAuthStrategy().AddSession(configuration.GetSection("Api"), "Api").UseAspNetCore(o => o.Transport = CredentialTransport.Bearer);
        using ServiceProvider provider = services.BuildServiceProvider();

        AuthHttpOptions options = provider.GetRequiredService<IOptions<AuthHttpOptions>>().Value;

        Assert.That(options.TransportOf(provider.GetServices<AuthStrategyDescriptor>().Single()), Is.EqualTo(CredentialTransport.Cookie));
    }

    private static string Of(string text, string word) => text.Replace("{0}", word, StringComparison.Ordinal);

    private static AuthStrategyDescriptor Descriptor(string name) => new(name, AuthStrategyKind.Custom, () => new());

    private static (AuthHttpOptions? Options, string[] Failures, LogCapture Log) Start(string word, KeyValuePair<string, string?>[] settings, Action<AuthHttpOptions>? code = null)
    {
        LogCapture log = new();
        ServiceCollection services = Services([.. settings, new("Auth:Strategy", word), new("Auth:Jwt:Issuer", "https://api.example"), new("Auth:Jwt:Audience", "web")], out IConfiguration configuration, log);
        services.Configure<JwtStrategyOptions>("Jwt", o => o.SigningKeys.Add(Logins.Key));
        services.AddAuthStrategy(configuration.GetSection("Auth")).UseAspNetCore(code);
        using ServiceProvider provider = services.BuildServiceProvider();
        try
        {
            return (provider.GetRequiredService<IOptions<AuthHttpOptions>>().Value, [], log);
        }
        catch (OptionsValidationException exception)
        {
            return (null, [.. exception.Failures], log);
        }
    }

    private static ServiceCollection Services(KeyValuePair<string, string?>[] settings, out IConfiguration configuration, LogCapture log)
    {
        configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<ILoggerFactory>(log);
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Development" });
        return services;
    }
}
