using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>One of several applications of a host, each under its own path, as a browser and a proxy see them.</summary>
/// <param name="App">The application.</param>
/// <param name="Path">Its path; empty for the root.</param>
/// <param name="IsStripped">Whether the proxy removes the path.</param>
/// <param name="SendsPrefix">Whether the proxy says which path it removed.</param>
internal sealed record MountedApp(TestApplication App, string Path, bool IsStripped, bool SendsPrefix) : IAsyncDisposable
{
    /// <summary>All ways in which an application knows its path base for certain.</summary>
    public static readonly string[] Ways = ["UsePathBase", "Server", "ForwardedPrefix", "MapAroundAuthentication", "OptionAndUsePathBaseTooLate", "OptionAndSilentProxy"];

    /// <summary>Starts an application below a path.</summary>
    public static async Task<MountedApp> StartAsync(string way, string path, bool isJwt = false, Action<AuthHttpOptions>? http = null)
    {
        TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                IAuthStrategyBuilder builder = services.AddAuthStrategy();
                _ = isJwt ? builder.AddJwt(Logins.JwtWithRefresh) : builder.AddSession();
                builder.UseAspNetCore(o =>
                {
                    if (isJwt)
                        o.Strategy("Jwt").Transport = CredentialTransport.Cookie;
                    if (way.StartsWith("Option", StringComparison.Ordinal))
                        o.PathBase = path;
                    http?.Invoke(o);
                });
                services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix);
                if (way == "Server")
                    services.AddSingleton<IStartupFilter>(new ServerPathBase(path));
            },
            web => Build(web, way, path));
        return new(app, path, IsStripped: way is "ForwardedPrefix" or "OptionAndSilentProxy", SendsPrefix: way == "ForwardedPrefix");
    }

    /// <summary>Sends a request of a browser to a path of the application, which comes without the application's own path.</summary>
    public async Task<RawAnswer> SendAsync(BrowserCookieJar jar, string method, string path, params string[] headers)
    {
        Uri url = new($"https://{Visitor.Host}{Path}{path}");
        string[] proxy = SendsPrefix ? ["X-Forwarded-For: 10.0.0.2", "X-Forwarded-Prefix: " + Path] : [];
        string[] cookies = jar.HeaderFor(url) is { } header ? ["Cookie: " + header] : [];
        string target = IsStripped ? path : url.PathAndQuery;
        RawAnswer answer = await App.SendRawAsync($"{method} {target}", ["Sec-Fetch-Site: same-origin", .. proxy, .. cookies, .. headers], host: Visitor.Host);
        foreach (string line in answer.All("Set-Cookie"))
            jar.Store(url, line);
        return answer;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static void Build(WebApplication web, string way, string path)
    {
        if (way != "MapAroundAuthentication")
            Logins.Map(web);
        switch (way)
        {
            case "UsePathBase":
                web.UsePathBase(path).UseRouting().UseAuthentication().UseAuthorization();
                break;
            case "ForwardedPrefix":
                web.UseForwardedHeaders().UseRouting().UseAuthentication().UseAuthorization();
                break;
            case "OptionAndUsePathBaseTooLate":
                web.UseAuthentication().UsePathBase(path).UseRouting().UseAuthorization();
                break;
            case "MapAroundAuthentication":
                // A WebApplication would add its own before the branch; a generic host does not.
                ((IApplicationBuilder)web).Properties["__AuthenticationMiddlewareSet"] = true;
                ((IApplicationBuilder)web).Properties["__AuthorizationMiddlewareSet"] = true;
                web.Map(path, branch => branch.UseRouting().UseAuthentication().UseAuthorization().UseEndpoints(Logins.Map));
                break;
            default:
                break;
        }
    }

    /// <summary>Sets the path base as a server does, before all middleware.</summary>
    private sealed class ServerPathBase(string path) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            if (path.Length > 0)
                app.UsePathBase(path);
            next(app);
        };
    }
}
