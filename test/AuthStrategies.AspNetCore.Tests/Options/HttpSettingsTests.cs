using AuthStrategies.AspNetCore.Tests.Hosting;
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
        yield return new("Auth:{0}:Http:QueryStringPaths:0", "/", "Auth:{0}:Http:QueryStringPaths is a list with \"/\"");
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
    public void Configure_AMistakeForTheUnusedStrategy_IsAWarning(string key, string value, string message)
    {
        foreach ((string word, string unused) in new[] { ("Session", "Jwt"), ("Jwt", "Session") })
        {
            (AuthHttpOptions? options, _, LogCapture log) = Start(word, [new(Of(key, unused), value)]);

            Assert.That(options, Is.Not.Null);
            Assert.That(log.Entries.Single(entry => entry.Id == 124).Text, Does.StartWith($"{unused}: this strategy is not used.").And.Contain(Of(message, unused)));
        }
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
