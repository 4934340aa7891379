using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.AspNetCore.Tests.Recipes;

/// <summary>The web recipes: those of the README, which a test holds against this file, are run; those that docs/http.md adds are compiled.</summary>
[TestFixture]
public sealed class WebRecipes
{
    private static readonly string Secret = Convert.ToBase64String(new byte[32].Select((_, i) => (byte)(i * 7)).ToArray());

    private static ClaimsPrincipal? CheckPassword(LoginForm form) => form.Password == "opensesame" ? Logins.User(form.Name) : null;

    private static WebApplication Sessions(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthStrategy().AddSession()
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());

        var app = builder.Build();
        app.MapPost("/login", (LoginForm form) => CheckPassword(form) is { } user ? Results.SignIn(user) : Results.Unauthorized())
            .RequireSameOrigin();
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthLogout();
        app.MapAuthSessions();
        return app;
    }

    private static WebApplication Jwt(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://api.example";
                o.Audience = "web";
                o.SigningKeys.Add(JwtKey.FromBase64(builder.Configuration["JwtSecret"]!, "HS256"));
                o.RefreshTokens.Enabled = true;
            })
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());

        var app = builder.Build();
        app.MapPost("/login", (LoginForm form) => CheckPassword(form) is { } user ? Results.SignIn(user) : Results.Unauthorized());
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        return app;
    }

    internal static void OneWord(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthStrategy(builder.Configuration.GetSection("Auth")).UseAspNetCore();
    }

    internal static void Proxies(WebApplicationBuilder builder)
    {
        builder.Services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            o.KnownProxies.Add(IPAddress.Parse("10.0.0.1"));
        });
    }

    internal static void Migration(IServiceCollection services)
    {
        services.AddAuthStrategy().AddJwt(o => Logins.Jwt(o)).AddSession().UseAspNetCore();
    }

    internal static void Remember(WebApplication app)
    {
        app.MapPost("/login", (LoginForm form) => CheckPassword(form) is { } user
                ? Results.SignIn(user, new AuthenticationProperties { IsPersistent = form.RememberMe })
                : Results.Unauthorized())
            .RequireSameOrigin();
    }

    [Test]
    public async Task Sessions_Recipe_LogsInAndOut()
    {
        await using WebApplication app = Sessions(Args());
        await app.StartAsync();
        using HttpClient client = Client(app);

        using HttpResponseMessage wrong = await client.PostAsync(new Uri("/login", UriKind.Relative), Json("wrong"));
        using HttpResponseMessage login = await client.PostAsync(new Uri("/login", UriKind.Relative), Json("opensesame"));
        client.DefaultRequestHeaders.Add("Cookie", login.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        string name = await client.GetStringAsync(new Uri("/me", UriKind.Relative));
        using HttpResponseMessage logout = await client.PostAsync(new Uri("/auth/logout", UriKind.Relative), content: null);
        using HttpResponseMessage after = await client.GetAsync(new Uri("/me", UriKind.Relative));

        Assert.That(((int)wrong.StatusCode, name, (int)logout.StatusCode, (int)after.StatusCode), Is.EqualTo((401, "alice", 200, 401)));
    }

    [Test]
    public async Task Jwt_Recipe_LogsInAndOut()
    {
        await using WebApplication app = Jwt(Args());
        await app.StartAsync();
        using HttpClient client = Client(app);

        using HttpResponseMessage login = await client.PostAsync(new Uri("/login", UriKind.Relative), Json("opensesame"));
        using var tokens = System.Text.Json.JsonDocument.Parse(await login.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.RootElement.GetProperty("accessToken").GetString());
        string name = await client.GetStringAsync(new Uri("/me", UriKind.Relative));
        using HttpResponseMessage logout = await client.PostAsync(new Uri("/auth/logout", UriKind.Relative), content: null);

        Assert.That((name, await logout.Content.ReadAsStringAsync()), Is.EqualTo(("alice", "{\"outcome\":\"RevokedAtExpiry\"}")));
    }

    [Test]
    public async Task Recipes_UnderTheFirstLaunchProfileOfTheSdk_LogInAndOut()
    {
        await using WebApplication sessions = Sessions(DevelopmentArgs());
        await using WebApplication jwt = Jwt(DevelopmentArgs());
        await sessions.StartAsync();
        await jwt.StartAsync();
        // The cookie jar of the framework keeps no Secure cookie of an http address.
        using HttpClient jar = new() { BaseAddress = new Uri(sessions.Urls.Single()) };
        using HttpClient bearer = new() { BaseAddress = new Uri(jwt.Urls.Single()) };

        using HttpResponseMessage login = await jar.PostAsync(new Uri("/login", UriKind.Relative), Json("opensesame"));
        string name = await jar.GetStringAsync(new Uri("/me", UriKind.Relative));
        using HttpResponseMessage logout = await jar.PostAsync(new Uri("/auth/logout", UriKind.Relative), content: null);
        using HttpResponseMessage after = await jar.GetAsync(new Uri("/me", UriKind.Relative));
        using HttpResponseMessage token = await bearer.PostAsync(new Uri("/login", UriKind.Relative), Json("opensesame"));

        Assert.That(((int)login.StatusCode, name, (int)logout.StatusCode, (int)after.StatusCode), Is.EqualTo((200, "alice", 200, 401)));
        Assert.That(await token.Content.ReadAsStringAsync(), Does.Contain("accessToken"));
    }

    [TestCase("Session", "__Host-auth")]
    [TestCase("Jwt", "accessToken")]
    public async Task OneWord_InTheConfiguration_Switches(string strategy, string sign)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(Args());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Auth:Strategy"] = strategy,
            ["Auth:Jwt:Issuer"] = "https://api.example",
            ["Auth:Jwt:Audience"] = "web",
            ["Auth:Jwt:SigningKeys:0:Algorithm"] = "HS256",
            ["Auth:Jwt:SigningKeys:0:Secret"] = Secret,
        });
        OneWord(builder);
        await using WebApplication app = builder.Build();
        Remember(app);
        await app.StartAsync();
        using HttpClient client = Client(app);

        using HttpResponseMessage login = await client.PostAsync(new Uri("/login", UriKind.Relative), Json("opensesame"));

        Assert.That(login.Headers + await login.Content.ReadAsStringAsync(), Does.Contain(sign));
    }

    // The recipes are left as they are; what a test needs comes as an application's configuration would.
    private static string[] Args()
    {
        string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.pfx");
        File.WriteAllBytes(file, TestCertificate.Localhost.Export(X509ContentType.Pkcs12));
        return ["--Kestrel:Endpoints:Https:Url=https://127.0.0.1:0", $"--Kestrel:Endpoints:Https:Certificate:Path={file}", $"--JwtSecret={Secret}", "--Logging:LogLevel:Default=None"];
    }

    // What launchSettings.json of "dotnet new web" says first: Development, and plain HTTP on localhost.
    private static string[] DevelopmentArgs() => ["--environment=Development", "--urls=http://127.0.0.1:0", $"--JwtSecret={Secret}", "--Logging:LogLevel:Default=None"];

    private static HttpClient Client(WebApplication app)
    {
#pragma warning disable CA5359, CA5400, CA2000 // The certificate is made for this run; the client disposes its handler.
        SocketsHttpHandler handler = new() { UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        return new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
#pragma warning restore CA5359, CA5400, CA2000
    }

    private static StringContent Json(string password) => new($"{{\"name\":\"alice\",\"password\":\"{password}\"}}", System.Text.Encoding.UTF8, "application/json");

    private sealed record LoginForm(string Name, string Password, bool RememberMe = false);
}
