using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>What the log says when the application does not know the path that browsers see.</summary>
[TestFixture]
public sealed class PathBaseWarningsTests
{
    private const string Proxy = "A proxy removes a part of the path";
    private const string Changed = "The path base changed after the authentication";

    [TestCase("/shop", "", 1)]
    [TestCase("shop/", "", 1)]
    [TestCase("/outer, /shop", "", 1)]
    [TestCase("/shop", "/shop", 0, Description = "The proxy says it, and does not remove it.")]
    [TestCase("/SHOP", "/shop", 0)]
    [TestCase("/", "", 0)]
    [TestCase(" ", "", 0)]
    public async Task ForwardedPrefix_ThatIsNotApplied_IsLoggedOnce(string header, string pathBase, int lines)
    {
        await using TestApplication app = await StartAsync(app =>
        {
            if (pathBase.Length > 0)
                app.UsePathBase(pathBase).UseRouting().UseAuthentication();
        });

        for (int i = 0; i < 3; i++)
            await app.SendRawAsync($"GET {pathBase}/in", ["X-Forwarded-Prefix: " + header]);

        Assert.That(Count(app, Proxy), Is.EqualTo(lines));
        Assert.That(app.Log.Entries.Where(line => line.Text.Contains(Proxy, StringComparison.Ordinal)).Select(line => line.Text), Is.All.Not.Contains("shop"));
    }

    [TestCase("in")]
    [TestCase("ask")]
    public async Task ForwardedPrefix_ThatIsNotApplied_IsLoggedForCookiesAndRedirects(string page)
    {
        await using TestApplication app = await StartAsync(_ => { });

        await app.SendRawAsync($"GET /{page}", ["X-Forwarded-Prefix: /shop", "Accept: text/html"]);

        Assert.That(Count(app, Proxy), Is.EqualTo(1));
    }

    [Test]
    public async Task ForwardedPrefix_WithTheOption_LogsNothing()
    {
        await using TestApplication app = await StartAsync(_ => { }, o => o.PathBase = "/shop");

        RawAnswer login = await app.SendRawAsync("GET /in", ["X-Forwarded-Prefix: /shop"]);
        RawAnswer page = await app.SendRawAsync("GET /ask", ["Accept: text/html"]);

        Assert.That((Count(app, Proxy), Count(app, Changed)), Is.EqualTo((0, 0)));
        Assert.That(login.CookieValue("__Host-auth.shop"), Has.Length.EqualTo(64));
        Assert.That(page.One("Location"), Is.EqualTo("/shop/login?ReturnUrl=%2Fshop%2Fask"));
    }

    [TestCase("UsePathBase", "/shop/in", 1)]
    [TestCase("ForwardedHeaders", "/in", 1)]
    [TestCase("UsePathBaseThenAuthentication", "/shop/in", 0)]
    [TestCase("Map", "/shop/in", 0)]
    [TestCase("MapBelowAFallback", "/shop/in", 0)]
    [TestCase("Root", "/in", 0)]
    [TestCase("Group", "/shop/in", 0)]
    public async Task PathBase_ThatComesAfterTheAuthentication_IsLoggedOnce(string pipeline, string path, int lines)
    {
        await using TestApplication app = await StartAsync(app => Build(app, pipeline));
        string[] headers = pipeline == "ForwardedHeaders" ? ["X-Forwarded-For: 10.0.0.2", "X-Forwarded-Prefix: /shop"] : [];

        for (int i = 0; i < 3; i++)
            Assert.That((await app.SendRawAsync($"GET {path}", headers)).All("Set-Cookie"), Is.Not.Empty);

        Assert.That((Count(app, Changed), Count(app, Proxy)), Is.EqualTo((lines, 0)));
    }

    [Test]
    public async Task PathBase_ThatComesAfterTheAuthentication_WithTheOption_LogsNothing()
    {
        await using TestApplication app = await StartAsync(app => Build(app, "UsePathBase"), o => o.PathBase = "/shop");

        RawAnswer login = await app.SendRawAsync("GET /shop/in");
        RawAnswer who = await app.SendRawAsync("GET /shop/who", ["Cookie: __Host-auth.shop=" + login.CookieValue("__Host-auth.shop")]);
        RawAnswer page = await app.SendRawAsync("GET /shop/ask?a=b", ["Accept: text/html"]);

        Assert.That((who.Body, Count(app, Changed)), Is.EqualTo(("alice", 0)));
        Assert.That(page.One("Location"), Is.EqualTo("/shop/login?ReturnUrl=%2Fshop%2Fask%3Fa%3Db"));
    }

    private static void Build(WebApplication app, string pipeline)
    {
        switch (pipeline)
        {
            case "UsePathBase":
                app.UsePathBase("/shop").UseRouting();
                break;
            case "UsePathBaseThenAuthentication":
                app.UsePathBase("/shop").UseRouting().UseAuthentication();
                break;
            case "ForwardedHeaders":
                app.UseForwardedHeaders();
                break;
            case "Map":
                app.Map("/shop", branch => branch.Run(RunAsync));
                break;
            case "MapBelowAFallback":
                app.MapFallback(RunAsync);
                app.Map("/shop", branch => branch.Run(RunAsync));
                break;
            case "Group":
                app.MapGroup("/shop").MapGet("/{page}", RunAsync);
                break;
            default:
                break;
        }
    }

    private static int Count(TestApplication app, string text) => app.Log.Entries.Count(line => line.Text.Contains(text, StringComparison.Ordinal));

    private static Task<TestApplication> StartAsync(Action<WebApplication> pipeline, Action<AuthHttpOptions>? http = null) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().UseAspNetCore(o =>
            {
                o.LoginPath = "/login";
                http?.Invoke(o);
            });
            services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix);
        },
        app =>
        {
            pipeline(app);
            app.MapGet("/{page}", RunAsync);
        });

    private static Task RunAsync(HttpContext context) => context.Request.Path.Value!.Split('/')[^1] switch
    {
        "in" => context.SignInAsync(Logins.Alice),
        "ask" => context.ChallengeAsync(),
        _ => context.Response.WriteAsync(context.User.Identity?.Name ?? "nobody"),
    };
}
