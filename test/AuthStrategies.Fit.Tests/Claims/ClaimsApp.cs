using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>One application, written for the in-box handlers, over one of the handlers. The kind is "AddCookie", "AddJwtBearer" or one of ours.</summary>
internal sealed class ClaimsApp : IAsyncDisposable
{
    public static readonly string[] Ours = ["session in a cookie", "session as bearer", "JWT", "JWT with refresh", "JWT in a cookie"];

    public const string OtherIssuer = "JWT of another issuer";

    private readonly TestApplication _app;
    private readonly HttpClient _client;
    private string? _token;

    private ClaimsApp(TestApplication app) => (_app, _client) = (app, app.Browser());

    public static async Task<ClaimsApp> StartAsync(string kind, bool transforms = false, Action<IServiceCollection>? services = null) => new(await TestApplication.StartAsync(
        all =>
        {
            Authentication(kind, all);
            all.AddControllers();
            all.AddAuthorizationBuilder().AddPolicy("email", policy => policy.RequireClaim(ClaimTypes.Email, "alice@example.org"));
            if (transforms)
                all.AddTransient<IClaimsTransformation, RoleTransformation>();
            services?.Invoke(all);
        },
        Map));

    /// <summary>Logs in; the answer of the login.</summary>
    public async Task<Answer> LoginAsync(string login)
    {
        Answer answer = await _client.AskAsync("POST /in?login=" + Uri.EscapeDataString(login));
        if (answer.Body.StartsWith('{'))
            _token = (string?)answer.Json["accessToken"];
        return answer;
    }

    public void Present(string token) => _token = token;

    public Task<Answer> AskAsync(string requestLine) => _client.AskAsync(requestLine, _token);

    public async Task<ClaimReport> ReportAsync(string path = "/report")
    {
        Answer answer = await AskAsync("GET " + path);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        return JsonSerializer.Deserialize<ClaimReport>(answer.Body, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>A token of an issuer that knows only short names, as they all do.</summary>
    public static async Task<string> TokenOfOtherIssuerAsync(params Claim[] more)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));
        services.AddAuthStrategy().AddJwt(Logins.Jwt);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ClaimsIdentity identity = (ClaimsIdentity)ClaimPairs.Login("short").Identity!;
        identity.AddClaims(more);
        return (await provider.GetRequiredService<IAuthStrategy>().IssueAsync(new(identity))).Value;
    }

    private static void Authentication(string kind, IServiceCollection services)
    {
        switch (kind)
        {
            case "AddCookie":
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options => options.Events.OnRedirectToAccessDenied = Forbid);
                break;
            case "AddJwtBearer":
                services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(Trust);
                break;
            case OtherIssuer:
                services.AddAuthStrategy().AddJwt(Verify).UseAspNetCore();
                break;
            default:
                Strategy(kind, services.AddAuthStrategy());
                break;
        }
    }

    private static void Strategy(string kind, IAuthStrategyBuilder builder) => _ = kind switch
    {
        "session in a cookie" => builder.AddSession().UseAspNetCore(),
        "session as bearer" => builder.AddSession().UseAspNetCore(o => o.Strategy("Session").Transport = CredentialTransport.Bearer),
        "JWT" => builder.AddJwt(Logins.Jwt).UseAspNetCore(),
        "JWT with refresh" => builder.AddJwt(Logins.JwtWithRefresh).UseAspNetCore(),
        "JWT in a cookie" => builder.AddJwt(Logins.Jwt).UseAspNetCore(o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie),
        _ => throw new ArgumentException("No such kind.", nameof(kind)),
    };

    private static void Trust(JwtBearerOptions options)
    {
        options.TokenValidationParameters = new()
        {
            ValidIssuer = "https://issuer.example",
            ValidAudience = "tests",
            IssuerSigningKey = new JsonWebKey(Logins.Key.ExportPublicJwk()),
        };
        options.TimeProvider = TimeProvider.System;
        // The clock of these tests stands still.
#pragma warning disable CA5404 // The clock of these tests stands still.
        options.TokenValidationParameters.ValidateLifetime = false;
#pragma warning restore CA5404
    }

    private static void Verify(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
        options.VerificationKeys.Add(JwtKey.FromJwk(Logins.Key.ExportPublicJwk()));
    }

    private static Task Forbid(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = 403;
        return Task.CompletedTask;
    }

    private static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapPost("/in", (string login) => TypedResults.SignIn(ClaimPairs.Login(login)));
        app.MapGet("/report", (ClaimsPrincipal user, IAuthorizationService authorization) => ClaimReport.OfAsync(user, authorization)).RequireAuthorization();
        app.MapGet("/email", [Authorize("email")] () => "email");
        app.MapGet("/admins", () => "admins").RequireAuthorization(policy => policy.RequireRole("admin"));
        app.MapGet("/alice", () => "alice").RequireAuthorization(policy => policy.RequireUserName("Alice"));
    }
}
