using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.CookieTickets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>An application that had AddCookie, and has a session strategy now. It can still log in the old way, as its former release did.</summary>
internal sealed class FormerApplication : IAsyncDisposable
{
    public const string Old = ".AspNetCore.Cookies";
    public const string New = "__Host-auth";

    private readonly TicketPlace _place;

    private FormerApplication(TestApplication app, TicketPlace place) => (App, _place) = (app, place);

    public TestApplication App { get; }

    public SpyStore Store => (SpyStore)App.Services.GetRequiredService<ISessionStore>();

    public static DateTimeOffset Until { get; } = new(2027, 1, 31, 0, 0, 0, TimeSpan.Zero);

    public static async Task<FormerApplication> StartAsync(
        TicketsIn kind = TicketsIn.Memory,
        Action<CookieAuthenticationOptions>? cookie = null,
        Action<AcceptedCookieOptions>? accept = null,
        Action<AuthHttpOptions>? http = null,
        Action<IServiceCollection>? more = null,
        Action<IAuthStrategyBuilder>? strategies = null)
    {
        TicketPlace place = await TicketPlace.StartAsync(kind);
        TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddDataProtection();
                services.AddAuthentication().AddCookie(options => cookie?.Invoke(options));
                IAuthStrategyBuilder builder = services.AddAuthStrategy().AddSession();
                strategies?.Invoke(builder);
                place.Use(builder);
                builder.UseAspNetCore(http).AcceptCookies(CookieAuthenticationDefaults.AuthenticationScheme, options =>
                {
                    options.Until = Until;
                    accept?.Invoke(options);
                });
                more?.Invoke(services);
            },
            Map);
        return new(app, place);
    }

    /// <summary>A browser that is logged in as it was in the former release.</summary>
    public async Task<FormerVisitor> VisitAsync(string user = "alice", string query = "")
    {
        FormerVisitor visitor = new(App);
        await visitor.SendAsync(HttpMethod.Post, $"/old/{user}{query}");
        return visitor;
    }

    public async Task<int> CountAsync(string user = "alice") => (await App.Services.GetRequiredService<ISessionDirectory>().ListAsync(user)).Count;

    public async Task<SessionInfo> SessionAsync(string user = "alice") => (await App.Services.GetRequiredService<ISessionDirectory>().ListAsync(user)).Single();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _place.DisposeAsync();
    }

    public static ClaimsPrincipal User(string subject) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, subject), new(ClaimTypes.Name, subject), new(ClaimTypes.Role, "admin")], "password"));

    private static void Map(WebApplication app)
    {
        app.MapGet("/open", (HttpContext context) => context.User.Identity?.Name ?? "nobody");
        app.MapGet("/me", (HttpContext context) => $"{context.User.Identity!.Name} {context.User.IsInRole("admin")}").RequireAuthorization();
        app.MapGet("/cached", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            return context.User.Identity?.Name;
        });
        app.MapGet("/item", async Task<string> (HttpContext context) => await context.GetTokenAsync("access_token") ?? "");
        app.MapPost("/change", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization();
        app.MapPost("/old/{user}", (HttpContext context, string user, bool persistent = false, int minutes = 0, bool refresh = true, bool nameless = false, int token = 0, int claims = 0) =>
        {
            AuthenticationProperties properties = new() { IsPersistent = persistent, AllowRefresh = refresh ? null : false };
            if (minutes > 0)
                properties.ExpiresUtc = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(minutes);
            properties.StoreTokens([new() { Name = "access_token", Value = token == 0 ? "of-a-provider" : new string('t', token) }]);
            ClaimsPrincipal principal = nameless ? new(new ClaimsIdentity([new(ClaimTypes.Name, user)], "password")) : User(user);
            ((ClaimsIdentity)principal.Identity!).AddClaims(Enumerable.Range(0, claims).Select(number => new Claim("number", $"{number}")));
            return FormerHandler.WriteAsync(context, principal, properties);
        });
        app.MapPost("/old-scheme/{user}", (string user) => TypedResults.SignIn(User(user), new(), CookieAuthenticationDefaults.AuthenticationScheme));
        app.MapPost("/old-scheme-logout", () => TypedResults.SignOut(new(), [CookieAuthenticationDefaults.AuthenticationScheme]));
        app.MapGet("/old-scheme-user", async (HttpContext context) =>
            (await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme)).Principal?.Identity?.Name ?? "nobody");
        app.MapPost("/again", async Task<IResult> (HttpContext context) =>
        {
            AuthenticateResult current = await context.AuthenticateAsync();
            return TypedResults.SignIn(current.Principal!, current.Properties);
        });
        app.MapPost("/new/{user}", (string user) => TypedResults.SignIn(User(user), new(), AuthStrategyDefaults.Scheme));
        app.MapAuthLogout();
        app.MapAuthRefresh();
        app.MapAuthSession();
        app.MapAuthSessions();
        app.MapAuthLogoutEverywhere();
        app.MapAuthLogoutOthers();
    }
}
