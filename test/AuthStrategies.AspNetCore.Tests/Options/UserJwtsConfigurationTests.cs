using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Options;

/// <summary>Tokens of the tool <c>dotnet user-jwts</c> in Development.</summary>
[TestFixture]
public sealed class UserJwtsConfigurationTests
{
    private const string Section = "Authentication:Schemes:Bearer";
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The real tool, in another project and with another home directory.</summary>
    [Test]
    public async Task Token_OfTheRealTool_IsAccepted()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("user-jwts");
        try
        {
            string token = await CreateByToolAsync(directory.FullName);
            string[] secrets = Directory.GetFiles(Path.Combine(directory.FullName, "home"), "secrets.json", SearchOption.AllDirectories);
            IConfiguration configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(directory.FullName, "appsettings.Development.json")).AddJsonFile(secrets.Single()).Build();
            long issuedAt = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement.GetProperty("iat").GetInt64();
            await using TestApplication app = await StartAsync(configuration, time: DateTimeOffset.FromUnixTimeSeconds(issuedAt));

            RawAnswer answer = await app.SendRawAsync("GET /who", [$"Authorization: Bearer {token}"]);

            Assert.That(answer.Body, Is.EqualTo("alice alice True 7 a,b"), app.Log.Text);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [TestCase("ES256", "at+jwt")]
    [TestCase("HS256", "at+jwt")]
    [TestCase("HS256", null)]
    [TestCase("HS256", "JWT")]
    public async Task Token_LikeThoseOfTheTool_IsAcceptedBesideOurOwn(string algorithm, string? type)
    {
        await using TestApplication app = await StartAsync(Configuration(), own: options =>
        {
            (options.Issuer, options.Audience, options.TokenType) = ("https://issuer.example", "tests", type);
            options.SigningKeys.Add(JwtKey.Generate(algorithm));
        });
        string own = JsonSerializer.Deserialize<AuthTokenResponse>((await app.SendRawAsync("POST /login/bob?scheme=Jwt")).Body)!.AccessToken;

        RawAnswer ours = await app.SendRawAsync("GET /me", [$"Authorization: Bearer {own}"]);
        RawAnswer tools = await app.SendRawAsync("GET /who", [$"Authorization: Bearer {Token()}"]);

        Assert.That((ours.Body, tools.Body), Is.EqualTo(("bob", "alice alice True 7 a,b")), app.Log.Text);
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new(Token(issuer: "another")) { TestName = "Token_OfAnotherIssuer_IsRefused" };
        yield return new(Token(audience: "https://localhost:9")) { TestName = "Token_ForAnotherAudience_IsRefused" };
        yield return new(Token(minutes: -1)) { TestName = "Token_ThatHasExpired_IsRefused" };
        yield return new(Token(secret: RandomNumberGenerator.GetBytes(32))) { TestName = "Token_SignedWithAnotherKey_IsRefused" };
        yield return new(Token(header: """{"alg":"none","typ":"JWT"}""")) { TestName = "Token_WithoutASignature_IsRefused" };
    }

    [TestCaseSource(nameof(Refused))]
    public async Task Token(string token)
    {
        await using TestApplication app = await StartAsync(Configuration());

        RawAnswer answer = await app.SendRawAsync("GET /who", [$"Authorization: Bearer {token}"]);

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Start_BeforeTheToolWasUsed_AcceptsNoneAndSaysSo()
    {
        await using TestApplication app = await StartAsync(Configuration([]));

        RawAnswer answer = await app.SendRawAsync("GET /who", [$"Authorization: Bearer {Token()}"]);

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(app.Log.Text, Does.Contain("dotnet user-jwts create").And.Contain(Section));
    }

    [Test]
    public async Task Settings_WrittenByTheToolAfterTheStart_TakeEffect()
    {
        IConfigurationRoot configuration = Configuration([]);
        await using TestApplication app = await StartAsync(configuration);
        await app.SendRawAsync("GET /who", [$"Authorization: Bearer {Token()}"]);
        foreach ((string key, string? value) in Usual())
            configuration[key] = value;
        configuration.Reload();

        RawAnswer answer = await app.SendRawAsync("GET /who", [$"Authorization: Bearer {Token()}"]);

        Assert.That(answer.Status, Is.EqualTo(200), app.Log.Text);
    }

    [Test]
    public async Task Settings_OfAnotherScheme_AreReadByItsName()
    {
        IConfiguration configuration = Configuration(Usual().ToDictionary(pair => pair.Key.Replace("Bearer", "Tool", StringComparison.Ordinal), pair => pair.Value));
        await using TestApplication app = await StartAsync(configuration, scheme: "Tool");

        Assert.That((await app.SendRawAsync("GET /who", [$"Authorization: Bearer {Token()}"])).Status, Is.EqualTo(200));
    }

    [TestCase("Production")]
    [TestCase("Staging")]
    [Property("Requirement", "C-09")]
    public async Task Start_OutsideDevelopment_IsRefused(string environment)
    {
        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(Configuration(), environment: environment));

        Assert.That(exception!.Message, Does.Contain($"AddUserJwts is called in the environment {environment}; it must be called in Development only"));
        Assert.That(exception.Failures.Count(), Is.EqualTo(1));
    }

    [TestCase("SigningKeys:0:Value", "short", ":SigningKeys:0:Value is no key")]
    [TestCase("SigningKeys:0:Value", null, ":SigningKeys:0:Value is no key")]
    [TestCase("ValidAudiences", null, ":ValidAudiences is an empty list")]
    [TestCase("SigningKeys:1:Issuer", "dotnet-user-jwts", ":SigningKeys is a list of 2 keys")]
    public async Task Start_WithDamagedSettings_SaysWhatToDo(string key, string? value, string expected)
    {
        Dictionary<string, string?> settings = Usual();
        settings[$"{Section}:{key}"] = value;
        foreach (string removed in settings.Keys.Where(name => value is null && name.StartsWith($"{Section}:{key}", StringComparison.Ordinal)).ToArray())
            settings.Remove(removed);

        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(Configuration(settings)));

        Assert.That(exception!.Message, Does.Contain(Section + expected).And.Not.Contains(Convert.ToBase64String(Secret)));
    }

    [Test]
    public async Task SigningKeys_OfOtherIssuers_AreIgnored()
    {
        Dictionary<string, string?> settings = Usual();
        (settings[$"{Section}:SigningKeys:1:Issuer"], settings[$"{Section}:SigningKeys:1:Value"]) = ("another", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await using TestApplication app = await StartAsync(Configuration(settings));

        Assert.That((await app.SendRawAsync("GET /who", [$"Authorization: Bearer {Token()}"])).Status, Is.EqualTo(200));
    }

    private static Task<TestApplication> StartAsync(IConfiguration configuration, string environment = "Development", string scheme = "Bearer", DateTimeOffset? time = null, Action<JwtStrategyOptions>? own = null) => TestApplication.StartAsync(
        services =>
        {
            services.AddSingleton(configuration);
            if (time is { } start)
                services.AddSingleton<TimeProvider>(new FakeTimeProvider(start));
            services.AddAuthStrategy().AddJwt(own ?? Logins.Jwt).UseAspNetCore().AddUserJwts(scheme);
        },
        app =>
        {
            app.MapGet("/who", (ClaimsPrincipal user) =>
                $"{user.Identity!.Name} {user.FindFirstValue(ClaimTypes.NameIdentifier)} {user.IsInRole("admin")} {user.FindFirstValue("tenant")} {string.Join(',', user.FindAll("scope").Select(scope => scope.Value))}").RequireAuthorization();
            Logins.Map(app);
        },
        environment);

    private static IConfigurationRoot Configuration(Dictionary<string, string?>? settings = null) => new ConfigurationBuilder().AddInMemoryCollection(settings ?? Usual()).Build();

    private static Dictionary<string, string?> Usual() => new()
    {
        [$"{Section}:ValidAudiences:0"] = "https://localhost:7001",
        [$"{Section}:ValidAudiences:1"] = "http://localhost:5001",
        [$"{Section}:ValidIssuer"] = "dotnet-user-jwts",
        [$"{Section}:SigningKeys:0:Id"] = "d47bd33c",
        [$"{Section}:SigningKeys:0:Issuer"] = "dotnet-user-jwts",
        [$"{Section}:SigningKeys:0:Value"] = Convert.ToBase64String(Secret),
        [$"{Section}:SigningKeys:0:Length"] = "32",
    };

    private static string Token(string issuer = "dotnet-user-jwts", string audience = "http://localhost:5001", int minutes = 60 * 24 * 90, byte[]? secret = null, string header = """{"alg":"HS256","typ":"JWT"}""")
    {
        long now = Start.ToUnixTimeSeconds();
        string payload = $$"""{"unique_name":"alice","sub":"alice","jti":"178a5b58","scope":["a","b"],"role":"admin","tenant":"7","aud":["{{audience}}"],"nbf":{{now - 9000}},"exp":{{now + (60 * minutes)}},"iat":{{now - 9000}},"iss":"{{issuer}}"}""";
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret ?? Secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static async Task<string> CreateByToolAsync(string directory)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "app.csproj"), """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><UserSecretsId>user-jwts-test</UserSecretsId></PropertyGroup></Project>""");
        await File.WriteAllTextAsync(Path.Combine(directory, "appsettings.Development.json"), "{}");
        Directory.CreateDirectory(Path.Combine(directory, "Properties"));
        await File.WriteAllTextAsync(Path.Combine(directory, "Properties", "launchSettings.json"), """{"profiles":{"https":{"commandName":"Project","applicationUrl":"https://localhost:7001;http://localhost:5001"}}}""");
        string home = Directory.CreateDirectory(Path.Combine(directory, "home")).FullName;
        ProcessStartInfo start = new("dotnet", "user-jwts create --output token --name alice --role admin --claim tenant=7 --scope a --scope b") { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in (string[])["HOME", "APPDATA", "DOTNET_CLI_HOME"])
            start.Environment[variable] = home;
        foreach (string variable in (string[])["DOTNET_NOLOGO", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE"])
            start.Environment[variable] = "1";
        // Settings of the test run that would change the build of the tool's project.
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        // Build processes that go on would keep the output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(3));
        using CancellationTokenRegistration end = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            Assert.Ignore($"The SDK has no working dotnet user-jwts: {output} {await errors}");
        return output.Trim();
    }
}
