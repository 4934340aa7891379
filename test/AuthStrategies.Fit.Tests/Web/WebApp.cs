using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Web;

/// <summary>An application of controllers, Razor Pages and minimal APIs, with both strategies.</summary>
internal static class WebApp
{
    public static Task<TestApplication> StartAsync(Action<AuthHttpOptions>? http = null, Action<IServiceCollection>? services = null, Action<WebApplication>? before = null, Action<WebApplication>? map = null, string environment = "Production") =>
        TestApplication.StartAsync(
            all =>
            {
                all.AddAuthStrategy().AddSession().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(http);
                all.AddControllers();
                all.AddRazorPages(options => options.RootDirectory = "/Web/Pages");
                all.AddAuthorizationBuilder()
                    .AddPolicy("tall", policy => policy.RequireClaim("height", "tall"))
                    .AddPolicy("fresh", policy => policy.RequireFreshAuthentication(TimeSpan.FromMinutes(5)));
                services?.Invoke(all);
            },
            app =>
            {
                before?.Invoke(app);
                (map ?? Map)(app);
            },
            environment);

    public static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapRazorPages();
        app.MapGet("/minimal/mine", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
        app.MapGet("/minimal/open", (HttpContext context) => context.User.Identity?.Name ?? "nobody").AllowAnonymous();
        app.MapGet("/minimal/unsaid", () => "unsaid");
        app.MapGet("/minimal/jwt", [Authorize(AuthenticationSchemes = "Jwt")] (HttpContext context) => context.User.Identity!.Name);
        app.MapGet("/minimal/fresh", () => "fresh").RequireFreshAuthentication(TimeSpan.FromMinutes(5));
        app.MapPost("/minimal/login", (string name, string? scheme) => TypedResults.SignIn(Users.Named(name), authenticationScheme: scheme)).AllowAnonymous();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapAuthLogoutEverywhere();
        app.MapAuthLogoutOthers();
        app.MapAuthSession();
        app.MapAuthSessions();
        app.MapJwks();
        app.MapAuthMetadata();
    }

    /// <summary>A browser in which a user is logged in.</summary>
    public static async Task<HttpClient> LoginAsync(this TestApplication app, string name = "alice")
    {
        HttpClient browser = app.Browser();
        Answer answer = await browser.AskAsync($"POST /minimal/login?name={name}");
        Assert.That(answer.Status, Is.EqualTo(200));
        return browser;
    }

    /// <summary>An access token of a user's.</summary>
    public static async Task<string> TokenAsync(this TestApplication app, string name = "alice")
    {
        using HttpClient client = app.CreateClient();
        return (string)(await client.AskAsync($"POST /minimal/login?name={name}&scheme=Jwt")).Json["accessToken"]!;
    }
}
