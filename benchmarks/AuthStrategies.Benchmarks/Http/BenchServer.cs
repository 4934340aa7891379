using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>
/// One web application in a separate process: one endpoint, and one way to authenticate the caller. Says on its output where
/// it listens and what to send; <c>/cpu</c> tells the processor time it has used.
/// </summary>
internal static class BenchServer
{
    public const string Command = "serve";

    public static readonly string[] Names =
    [
        "no authentication", "empty scheme", "JwtBearer HS256", "cookies", "cookies + ITicketStore", "BearerToken", "AuthStrategies session", "AuthStrategies JWT HS256",
    ];

    private static readonly byte[] Secret = [.. SHA256.HashData("benchmark"u8)];

    public static async Task RunAsync(string name)
    {
        await using WebApplication app = Build(name, static host => host.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0)));
        app.MapGet("/cpu", static (HttpContext context) => context.Response.WriteAsync(Environment.CpuUsage.TotalTime.Ticks.ToString(CultureInfo.InvariantCulture)));
        app.MapGet("/in", static (HttpContext context) => context.SignInAsync(Alice()));
        await app.StartAsync();
        Console.WriteLine($"{app.Urls.Single()} {await Seed.TakeAsync(app.Services) ?? await HeaderAsync(app, name)}");

        // Until the parent lets go.
        await Console.In.ReadToEndAsync();
    }

    /// <summary>The application of a contender, with its one endpoint.</summary>
    public static WebApplication Build(string name, Action<IWebHostBuilder> server)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        server(builder.WebHost);
        bool isOpen = name == Names[0];
        if (!isOpen)
            Register(builder.Services, name);
        WebApplication app = builder.Build();
        if (!isOpen)
            app.UseAuthentication().UseAuthorization();
        IEndpointConventionBuilder endpoint = app.MapGet("/", static (HttpContext context) => context.Response.WriteAsync("ok"));
        if (!isOpen)
            endpoint.RequireAuthorization();
        return app;
    }

    private static void Register(IServiceCollection services, string name)
    {
        services.AddAuthorization();
        switch (name)
        {
            case "empty scheme":
                services.AddAuthentication("empty").AddScheme<AuthenticationSchemeOptions, EmptyHandler>("empty", null);
                break;
            case "JwtBearer HS256":
                services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o => o.TokenValidationParameters = new()
                {
                    ValidIssuer = "https://issuer.example",
                    ValidAudience = "bench",
                    IssuerSigningKey = new SymmetricSecurityKey(Secret) { KeyId = JwtKey.FromSecret(Secret, "HS256").KeyId },
                });
                AddOurs(services).AddJwt(Jwt);
                break;
            case "cookies":
            case "cookies + ITicketStore":
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o =>
                {
                    o.Cookie.SecurePolicy = CookieSecurePolicy.None;
                    o.SessionStore = name == "cookies" ? null : new TicketStore();
                });
                break;
            case "BearerToken":
                services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
                break;
            case "AuthStrategies session":
                AddOurs(services).AddSession().UseAspNetCore();
                break;
            default:
                AddOurs(services).AddJwt(Jwt).UseAspNetCore();
                break;
        }
    }

    private static IAuthStrategyBuilder AddOurs(IServiceCollection services) => services.AddAuthStrategy();

    public static void Jwt(JwtStrategyOptions options)
    {
        options.Issuer = "https://issuer.example";
        options.Audience = "bench";
        options.SigningKeys.Add(JwtKey.FromSecret(Secret, "HS256"));
    }

    /// <summary>The header that a client sends from its login on.</summary>
    public static async Task<string> HeaderAsync(WebApplication app, string name)
    {
        if (app.Services.GetService<IAuthStrategy>() is { } strategy)
        {
            string credential = (await strategy.IssueAsync(Alice())).Value;
            return name.EndsWith("session", StringComparison.Ordinal) ? $"Cookie: __Host-auth={credential}" : $"Authorization: Bearer {credential}";
        }

        if (!name.StartsWith("cookies", StringComparison.Ordinal) && name != "BearerToken")
            return "X-Nothing: sent";

        using HttpClient client = new(new SocketsHttpHandler { UseCookies = false });
        using HttpResponseMessage answer = await client.GetAsync(new Uri(app.Urls.Single() + "/in"));
        if (answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
            return "Cookie: " + cookies.Single().Split(';')[0];

        using var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return "Authorization: Bearer " + body.RootElement.GetProperty("accessToken").GetString();
    }

    // Nine claims, as everywhere in these benchmarks.
    public static ClaimsPrincipal Alice() => new(new ClaimsIdentity(
        [
            new("sub", "248289761001"), new("name", "Alice Example"), new("email", "alice@example.com"), new("role", "reader"), new("role", "writer"),
            new("tenant", "acme"), new("locale", "en-GB"), new("plan", "pro"), new("dept", "sales"),
        ], "password", "name", "role"));
}
