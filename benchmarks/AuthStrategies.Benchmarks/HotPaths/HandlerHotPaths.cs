using AuthStrategies.Benchmarks.Http;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Benchmarks.HotPaths;

/// <summary>The authentication handler with a credential seen before, without a server. Each call makes a new request, as it does for the empty scheme.</summary>
public class HandlerHotPaths
{
    private WebApplication _empty = null!;
    private WebApplication _session = null!;
    private WebApplication _jwt = null!;
    private string _cookie = null!;
    private string _bearer = null!;

    /// <summary>Makes three applications, and a credential for each of ours.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _empty = Application(services => services.AddAuthentication("empty").AddScheme<AuthenticationSchemeOptions, EmptyHandler>("empty", null));
        _session = Application(services => services.AddAuthStrategy().AddSession().UseAspNetCore());
        _jwt = Application(services => services.AddAuthStrategy().AddJwt(BenchServer.Jwt).UseAspNetCore());
        _cookie = "__Host-auth=" + Issue(_session);
        _bearer = "Bearer " + Issue(_jwt);
    }

    /// <summary>Ends them.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _empty.DisposeAsync();
        await _session.DisposeAsync();
        await _jwt.DisposeAsync();
    }

    /// <summary>A handler that answers at once with the same principal.</summary>
    [Benchmark]
    public Task<bool> EmptyScheme() => AuthenticateAsync(_empty, "X-Nothing", "sent");

    /// <summary>A cookie.</summary>
    [Benchmark]
    public Task<bool> Session() => AuthenticateAsync(_session, "Cookie", _cookie);

    /// <summary>An access token in the Authorization header.</summary>
    [Benchmark]
    public Task<bool> Jwt() => AuthenticateAsync(_jwt, "Authorization", _bearer);

    private static async Task<bool> AuthenticateAsync(WebApplication application, string header, string value)
    {
        using IServiceScope scope = application.Services.CreateScope();
        DefaultHttpContext context = new() { RequestServices = scope.ServiceProvider };
        context.Request.Method = "GET";
        context.Request.Headers[header] = value;
        return (await context.AuthenticateAsync()).Succeeded ? true : throw new InvalidOperationException("The credential was refused.");
    }

    private static string Issue(WebApplication application) =>
        application.Services.GetRequiredService<IAuthStrategy>().IssueAsync(BenchServer.Alice()).AsTask().GetAwaiter().GetResult().Value;

    private static WebApplication Application(Action<IServiceCollection> add)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        add(builder.Services);
        return builder.Build();
    }
}
