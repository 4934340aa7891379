using AuthStrategies.Benchmarks.Http;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.HotPaths;

/// <summary>The authentication handler with a credential seen before, without a server. Each call makes a request of its own, which an empty scheme does as well.</summary>
public class HandlerHotPaths
{
    private ServiceProvider _empty = null!;
    private ServiceProvider _session = null!;
    private ServiceProvider _jwt = null!;
    private string _cookie = null!;
    private string _bearer = null!;

    /// <summary>Makes three applications, and a credential for each of ours.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _empty = Services(services => services.AddAuthentication("empty").AddScheme<AuthenticationSchemeOptions, EmptyHandler>("empty", null));
        _session = Services(services => services.AddAuthStrategy().AddSession().UseAspNetCore());
        _jwt = Services(services => services.AddAuthStrategy().AddJwt(BenchServer.Jwt).UseAspNetCore());
        _cookie = "__Host-auth=" + Issue(_session);
        _bearer = "Bearer " + Issue(_jwt);
    }

    /// <summary>Ends them.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _empty.Dispose();
        _session.Dispose();
        _jwt.Dispose();
    }

    /// <summary>A handler that answers at once with the same principal.</summary>
    [Benchmark(Baseline = true)]
    public Task<bool> EmptyScheme() => AuthenticateAsync(_empty, "X-Nothing", "sent");

    /// <summary>A cookie.</summary>
    [Benchmark]
    public Task<bool> Session() => AuthenticateAsync(_session, "Cookie", _cookie);

    /// <summary>An access token in the Authorization header.</summary>
    [Benchmark]
    public Task<bool> Jwt() => AuthenticateAsync(_jwt, "Authorization", _bearer);

    private static async Task<bool> AuthenticateAsync(ServiceProvider services, string header, string value)
    {
        using IServiceScope scope = services.CreateScope();
        DefaultHttpContext context = new() { RequestServices = scope.ServiceProvider };
        context.Request.Method = "GET";
        context.Request.Headers[header] = value;
        return (await context.AuthenticateAsync()).Succeeded ? true : throw new InvalidOperationException("The credential was refused.");
    }

    private static string Issue(ServiceProvider services) =>
        services.GetRequiredService<IAuthStrategy>().IssueAsync(BenchServer.Alice()).AsTask().GetAwaiter().GetResult().Value;

    private static ServiceProvider Services(Action<IServiceCollection> add)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        add(services);
        return services.BuildServiceProvider();
    }
}
