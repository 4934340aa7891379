using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.OneWord;

/// <summary>An application whose strategy is one word in its configuration: pages, forms, an API and all endpoints of the library.</summary>
internal sealed class OneWordApp : IAsyncDisposable
{
    private readonly TestApplication _app;

    private OneWordApp(TestApplication app) => _app = app;

    public LogCapture Log => _app.Log;

    public TimeProvider Time => _app.Time;

    public static async Task<OneWordApp> StartAsync(string word, string transport)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Auth:Strategy", word),
            new("Auth:Http:Transport", transport),
            new("Auth:Http:LoginPath", "/login"),
            new("Auth:Http:AccessDeniedPath", "/denied"),
            new("Auth:Jwt:Issuer", "https://api.example"),
            new("Auth:Jwt:Audience", "web"),
            new("Auth:Jwt:SigningKeys:0:Algorithm", "ES256"),
            new("Auth:Jwt:SigningKeys:0:Pem", Pem()),
            new("Auth:Jwt:RefreshTokens:Enabled", "true"),
            new("Auth:Jwt:RequireLiveSession", "true"),
            new("Auth:Jwt:Http:RefreshOnRequest", transport == "Cookie" ? "true" : null),
        ]).Build();
        return new(await TestApplication.StartAsync(services => services.AddAuthStrategy(configuration.GetSection("Auth")).UseAspNetCore(), Map));
    }

    public Task<RawAnswer> SendAsync(string requestLine, IEnumerable<string>? headers = null, string body = "") => _app.SendRawAsync(requestLine, headers, body, OneWordClient.Host);

    public void Advance(TimeSpan time) => _app.Time.Advance(time);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication app)
    {
        app.MapGet("/", (ClaimsPrincipal user) => Page(user)).RequireAuthorization();
        app.MapGet("/admin", (ClaimsPrincipal user) => Page(user)).RequireAuthorization(policy => policy.RequireRole("admin"));
        app.MapGet("/login", () => Results.Text("<form></form>", "text/html"));
        app.MapGet("/me", (ClaimsPrincipal user) => Results.Json(new Dictionary<string, string?> { ["name"] = user.Identity!.Name })).RequireAuthorization();
        app.MapPost("/change", () => Results.NoContent()).RequireAuthorization();
        app.MapPost("/login", ([FromForm] string user, [FromForm] string password) => LogIn(user, password)).DisableAntiforgery().RequireSameOrigin();
        app.MapPost("/api/login", (Login login) => LogIn(login.User, login.Password)).RequireSameOrigin();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapAuthLogoutEverywhere();
        app.MapAuthSession();
        app.MapAuthSessions();
        app.MapJwks();
        app.MapAuthMetadata();
    }

    private static string Pem()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static IResult Page(ClaimsPrincipal user) => Results.Text($"<p>{user.Identity!.Name}</p>", "text/html");

    private static IResult LogIn(string user, string password) => password == "right" ? Results.SignIn(Logins.User(user)) : Results.Unauthorized();

    internal sealed record Login(string User, string Password);
}
