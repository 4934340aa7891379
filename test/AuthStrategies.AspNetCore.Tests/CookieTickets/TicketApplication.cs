using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.CookieTickets;

/// <summary>An application with AddCookie whose tickets are kept in a session store: login, logout, a page for all and a page for users.</summary>
internal sealed class TicketApplication : IAsyncDisposable
{
    /// <summary>A claim that no store may show.</summary>
    public const string Secret = "secret-role-1234";

    private readonly TicketPlace _place;

    private TicketApplication(TestApplication app, TicketPlace place) => (App, _place) = (app, place);

    public TestApplication App { get; }

    public SpyStore Store => (SpyStore)App.Services.GetRequiredService<ISessionStore>();

    public ISessionDirectory Directory => App.Services.GetRequiredService<ISessionDirectory>();

    public static async Task<TicketApplication> StartAsync(
        TicketsIn kind = TicketsIn.Memory, Action<CookieAuthenticationOptions>? cookie = null, Action<SessionStrategyOptions>? tickets = null, Action<IServiceCollection>? more = null, Action<WebApplication>? map = null)
    {
        TicketPlace place = await TicketPlace.StartAsync(kind);
        TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddProblemDetails().AddAuthorization();
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
                {
                    options.LoginPath = "/login-page";
                    cookie?.Invoke(options);
                });
                IAuthStrategyBuilder builder = services.AddAuthStrategy();
                place.Use(builder);
                builder.AddCookieTickets(configure: tickets);
                more?.Invoke(services);
            },
            application =>
            {
                application.UseExceptionHandler();
                map?.Invoke(application);
                Map(application);
            });
        return new(app, place);
    }

    /// <summary>A browser without cookies.</summary>
    public TicketVisitor Visit() => new(App);

    public Task<IReadOnlyList<SessionInfo>> SessionsOfAsync(string subject) => Directory.ListAsync(subject).AsTask();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _place.DisposeAsync();
    }

    public static ClaimsPrincipal User(string subject, int size = 0) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, subject), new(ClaimTypes.Name, subject), new(ClaimTypes.Role, Secret), new("filler", new string('x', size))], "password"));

    private static void Map(WebApplication app)
    {
        app.MapGet("/open", (HttpContext context) => context.User.Identity?.Name ?? "nobody");
        app.MapGet("/me", (HttpContext context) => $"{context.User.Identity!.Name} {context.User.IsInRole(Secret)}").RequireAuthorization();
        app.MapGet("/login-page", () => "Log in");
        app.MapPost("/login/{user}", (string user, int size = 0, int minutes = 0) =>
        {
            AuthenticationProperties properties = new() { IsPersistent = true };
            if (minutes > 0)
                properties.ExpiresUtc = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(minutes);
            return TypedResults.SignIn(User(user, size), properties, CookieAuthenticationDefaults.AuthenticationScheme);
        });
        app.MapPost("/logout", () => TypedResults.SignOut(authenticationSchemes: [CookieAuthenticationDefaults.AuthenticationScheme]));
    }
}
