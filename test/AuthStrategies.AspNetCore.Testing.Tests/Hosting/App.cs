using System.Security.Claims;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Testing.Tests.Hosting;

/// <summary>An application on a test server, whose clock stands in the past: a client that went by the machine's clock would drop its cookies.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly WebApplication _app;

    private App(WebApplication app, FakeTimeProvider time, FaultySessionStore store) => (_app, Time, Store) = (app, time, store);

    public FakeTimeProvider Time { get; }

    public FaultySessionStore Store { get; }

    public TestServer Server => _app.GetTestServer();

    public IServiceProvider Services => _app.Services;

    public static async Task<App> StartAsync(Action<IAuthStrategyBuilder>? strategies = null, Action<AuthHttpOptions>? http = null, Action<IServiceCollection>? services = null, Action<WebApplication>? before = null)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2020, 1, 1, 12, 0, 0, TimeSpan.Zero));
        FaultySessionStore store = new(new InMemorySessionStore(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), time));
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<TimeProvider>(time);
        IAuthStrategyBuilder auth = builder.Services.AddAuthStrategy();
        (strategies ?? (b => b.AddSession()))(auth);
        auth.UseSessionStore(_ => store).UseAspNetCore(http);
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        before?.Invoke(app);
        Map(app);
        await app.StartAsync();
        return new(app, time, store);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication app)
    {
        app.MapGet("/me", (ClaimsPrincipal user) => $"{user.Identity!.AuthenticationType}:{user.Identity.Name}:{string.Join(",", user.FindAll("role").Select(role => role.Value))}").RequireAuthorization();
        app.MapGet("/cookies", (HttpContext context) => context.Request.Headers.Cookie.ToString());
        app.MapPost("/login/{name}", (string name) => Results.SignIn(TestPrincipals.Of(name), new AuthenticationProperties { IsPersistent = true }));
        app.MapGet("/tea", (HttpContext context) => context.Response.Cookies.Append("tea", "green", new CookieOptions { Path = "/cookies" }));
        app.MapAuthLogout();
        app.MapAuthRefresh();
    }
}
