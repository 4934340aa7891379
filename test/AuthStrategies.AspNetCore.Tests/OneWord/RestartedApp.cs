using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.OneWord;

/// <summary>
/// One application whose word changes at a restart, the store that stays, and one browser with its cookies. All paths are below
/// <c>/app</c>, so that cookies can have this path.
/// </summary>
internal sealed class RestartedApp : IAsyncDisposable
{
    public const string Host = "app.example.com";

    private static readonly string Pem = NewPem();

    private readonly (string Name, string Value)[] _settings;
    private TestApplication? _app;

    /// <param name="settings">What is set in the section Auth besides what both strategies need.</param>
    public RestartedApp(params (string Name, string Value)[] settings) => _settings = settings;

    public SpyRecordStore Store { get; } = new();

    public BrowserCookieJar Jar { get; } = new(TimeProvider.System);

    public LogCapture Log => _app!.Log;

    public IConfigurationRoot Configuration { get; private set; } = null!;

    /// <summary>Starts the application, again, with a word.</summary>
    public async Task StartAsync(string word, Action<IAuthStrategyBuilder>? more = null)
    {
        if (_app is not null)
            await _app.DisposeAsync();
        Configuration = Settings(word);
        _app = await TestApplication.StartAsync(services => Register(services, more), Map);
    }

    /// <summary>Sends a request of the browser, or with the cookies that are given.</summary>
    public async Task<RawAnswer> SendAsync(string requestLine, string? cookies = null, string site = "same-origin", string? bearer = null, string body = "")
    {
        Uri url = new($"https://{Host}{requestLine.Split(' ')[1]}");
        List<string> headers = [$"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: navigate", "Accept: text/html"];
        if ((cookies ?? Jar.HeaderFor(url)) is { Length: > 0 } sent)
            headers.Add($"Cookie: {sent}");
        if (bearer is not null)
            headers.Add($"Authorization: Bearer {bearer}");
        if (body.Length > 0)
            headers.Add("Content-Type: application/json");
        RawAnswer answer = await _app!.SendRawAsync(requestLine, headers, body, Host);
        if (cookies is null && bearer is null)
        {
            foreach (string line in answer.All("Set-Cookie"))
                Jar.Store(url, line);
        }

        return answer;
    }

    public string CookiesFor(string path) => Jar.HeaderFor(new($"https://{Host}{path}")) ?? "";

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

    private void Register(IServiceCollection services, Action<IAuthStrategyBuilder>? more)
    {
        IAuthStrategyBuilder builder = services.AddAuthStrategy(Configuration.GetSection("Auth")).UseSessionStore(_ => Store).UseAspNetCore();
        more?.Invoke(builder);
    }

    private IConfigurationRoot Settings(string word)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Auth:Http:Transport"] = "Cookie",
            ["Auth:Jwt:Issuer"] = "https://api.example",
            ["Auth:Jwt:Audience"] = "web",
            ["Auth:Jwt:SigningKeys:0:Algorithm"] = "ES256",
            ["Auth:Jwt:SigningKeys:0:Pem"] = Pem,
            ["Auth:Jwt:RefreshTokens:Enabled"] = "true",
        };
        foreach ((string name, string value) in _settings)
            settings[$"Auth:{name}"] = value;
        string[] words = word.Split(' ');
        if (words.Length == 1)
            settings["Auth:Strategy"] = word;
        for (int i = 0; words.Length > 1 && i < words.Length; i++)
            settings[$"Auth:Strategy:{i}"] = words[i];
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/app/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapPost("/app/login", (string? scheme) => TypedResults.SignIn(Logins.Alice, authenticationScheme: scheme)).RequireSameOrigin();
        app.MapPost("/app/out", (string? scheme) => TypedResults.SignOut(authenticationSchemes: scheme is null ? null : [scheme]));
        app.MapAuthRefresh("/app/refresh");
        app.MapAuthLogout("/app/logout");
        app.MapAuthLogoutEverywhere("/app/logout-everywhere");
        app.MapAuthSessions("/app/sessions");
    }

    private static string NewPem()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
