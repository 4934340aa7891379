using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>On which path base the paths of the options are built, beside the framework's cookie handler.</summary>
[TestFixture]
public sealed class OriginalAddressTests
{
    private static readonly Dictionary<string, Action<WebApplication>> Pipelines = new(StringComparer.Ordinal)
    {
        ["Root"] = app => Endpoints(app),
        ["Group"] = app => Endpoints(app.MapGroup("/admin")),
        ["Map"] = app => app.Map("/admin", branch => branch.Run(RunAsync)),
        ["MapTwice"] = app => app.Map("/admin", branch => branch.Map("/deep", deep => deep.Run(RunAsync))),
        ["MapWithItsOwnAuthentication"] = app => app.Map("/admin", branch => branch.UseAuthentication().Run(RunAsync)),
        ["PathBase"] = app =>
        {
            app.UsePathBase("/base").UseRouting().UseAuthentication();
            Endpoints(app);
        },
        ["PathBaseAndMap"] = app =>
        {
            app.UsePathBase("/base").UseAuthentication();
            app.Map("/admin", branch => branch.Run(RunAsync));
        },
        ["PathBaseAfterTheAutomaticAuthentication"] = app =>
        {
            app.UsePathBase("/base").UseRouting();
            Endpoints(app);
        },
        ["Rewritten"] = app => app.UseAuthentication().Use((context, next) =>
        {
            context.Request.Path = "/tenant" + context.Request.Path;
            return next(context);
        }).Run(RunAsync),
        ["EndpointsInABranch"] = app => app.Map("/admin", branch => branch.UseRouting().UseEndpoints(Endpoints)),
    };

    [TestCase("Root", "", "")]
    [TestCase("Group", "/admin", "")]
    [TestCase("Map", "/admin", "")]
    [TestCase("MapTwice", "/admin/deep", "")]
    [TestCase("MapWithItsOwnAuthentication", "/admin", "/admin")]
    [TestCase("PathBase", "/base", "/base")]
    [TestCase("PathBaseAndMap", "/base/admin", "/base")]
    [TestCase("PathBaseAfterTheAutomaticAuthentication", "/base", "")]
    [TestCase("Rewritten", "", "")]
    [TestCase("EndpointsInABranch", "/admin", "")]
    public async Task Paths_InEachPipeline_AreBuiltAsTheFrameworkBuildsThem(string pipeline, string prefix, string pathBase)
    {
        await using TestApplication ours = await StartAsync(Pipelines[pipeline], isOurs: true);
        await using TestApplication framework = await StartAsync(Pipelines[pipeline], isOurs: false);
        string returnUrl = Uri.EscapeDataString($"{prefix}/ask?a=b");

        foreach ((string page, string path) in new[] { ("ask", "login"), ("refuse", "denied") })
        {
            RawAnswer answer = await ours.SendRawAsync($"GET {prefix}/{page}?a=b", ["Accept: text/html"]);
            RawAnswer expected = await framework.SendRawAsync($"GET {prefix}/{page}?a=b", ["Accept: text/html"]);

            Assert.That(answer.One("Location"), Is.EqualTo(expected.One("Location")!.Replace(framework.Origin, "", StringComparison.Ordinal)));
            Assert.That(answer.One("Location"), Is.EqualTo($"{pathBase}/{path}?ReturnUrl={returnUrl.Replace("ask", page, StringComparison.Ordinal)}"));
        }

        RawAnswer login = await ours.SendRawAsync($"GET {prefix}/in");
        Assert.That(login.SetCookie("__Secure-auth-refresh"), Does.Contain($"path={pathBase}/auth/refresh;"));
    }

    [TestCase("Root", "/p", "", "/p")]
    [TestCase("Root", "/p/", "", "/p")]
    [TestCase("Root", "", "", "")]
    [TestCase("Map", "/p", "/admin", "/p")]
    [TestCase("MapTwice", "/p", "/admin/deep", "/p")]
    [TestCase("Rewritten", "/p", "", "/p")]
    [TestCase("Root", "//evil.example", "", "/evil.example")]
    [TestCase("Root", "/%2Fevil.example", "", "/%2Fevil.example")]
    [TestCase("Root", "/\\evil.example", "", "/%5Cevil.example")]
    [TestCase("Root", "///evil.example", "", "/evil.example")]
    public async Task Paths_WithAForwardedPrefix_AreBuiltOnIt(string pipeline, string header, string branch, string pathBase)
    {
        await using TestApplication app = await StartAsync(
            app =>
            {
                app.UseForwardedHeaders();
                Pipelines[pipeline](app);
            },
            isOurs: true);
        string[] headers = ["Accept: text/html", .. header.Length == 0 ? Array.Empty<string>() : ["X-Forwarded-For: 10.0.0.2", "X-Forwarded-Prefix: " + header]];

        RawAnswer page = await app.SendRawAsync($"GET {branch}/ask", headers);
        RawAnswer login = await app.SendRawAsync($"GET {branch}/in", headers);
        RawAnswer back = await app.SendRawAsync($"GET {branch}/in?to=~/x", headers);

        Assert.That(page.One("Location"), Is.EqualTo($"{pathBase}/login?ReturnUrl={Uri.EscapeDataString($"{pathBase}{branch}/ask")}"));
        Assert.That(login.SetCookie("__Secure-auth-refresh"), Does.Contain($"path={pathBase}/auth/refresh;"));
        Assert.That(back.One("Location"), Is.EqualTo($"{pathBase}/x"));
    }

    private static void Endpoints(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints)
    {
        foreach (string path in new[] { "/ask", "/refuse", "/in" })
            endpoints.MapGet(path, RunAsync);
    }

    private static Task RunAsync(HttpContext context) => context.Request.Path.Value!.Split('/')[^1] switch
    {
        "ask" => context.ChallengeAsync(),
        "refuse" => context.ForbidAsync(),
        _ => context.SignInAsync(Logins.Alice, new() { RedirectUri = context.Request.Query["to"] }),
    };

    private static Task<TestApplication> StartAsync(Action<WebApplication> pipeline, bool isOurs) => TestApplication.StartAsync(
        services =>
        {
            services.AddRouting();
            services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix);
            if (!isOurs)
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o => (o.LoginPath, o.AccessDeniedPath) = ("/login", "/denied"));
                return;
            }

            services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(o =>
            {
                (o.LoginPath, o.AccessDeniedPath) = ("/login", "/denied");
                o.Strategy("Jwt").Transport = CredentialTransport.Cookie;
            });
        },
        app =>
        {
            pipeline(app);
            if (app.Services.GetService<ISessionStore>() is not null)
                app.MapAuthRefresh();
        },
        environment: "Development");
}
