using System.Security.Claims;
using AuthStrategies.Benchmarks.Tokens;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.HotPaths;

/// <summary>Sessions in memory: authenticate with and without the cache of credentials, refuse, log in and out.</summary>
public class SessionHotPaths
{
    private static readonly ClaimsPrincipal User = TokenSample.Principal();

    private IAuthStrategy _warm = null!;
    private IAuthStrategy _cold = null!;
    private string _token = null!;
    private string _coldToken = null!;
    private string _unknown = null!;

    /// <summary>Makes two applications with a session each.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _warm = Strategy(cacheSize: 10_000);
        _cold = Strategy(cacheSize: 0);
        _token = TokenSample.Issue(_warm);
        _coldToken = TokenSample.Issue(_cold);
        _unknown = TokenSample.Issue(_cold);
        _ = Wait.For(_cold.RevokeAsync(_unknown));
    }

    /// <summary>The token was seen before. The session is looked up anyway.</summary>
    [Benchmark]
    public ClaimsPrincipal? AuthenticateWarm() => Wait.For(_warm.AuthenticateAsync(_token)).Principal;

    /// <summary>Every call hashes the token and decodes the record.</summary>
    [Benchmark]
    public ClaimsPrincipal? AuthenticateCold() => Wait.For(_cold.AuthenticateAsync(_coldToken)).Principal;

    /// <summary>The token of a session that has ended.</summary>
    [Benchmark]
    public bool RejectUnknown() => Wait.For(_cold.AuthenticateAsync(_unknown)).Succeeded;

    /// <summary>No token at all.</summary>
    [Benchmark]
    public bool RejectGarbage() => Wait.For(_cold.AuthenticateAsync("not a token")).Succeeded;

    /// <summary>A login and its logout, so that sessions do not pile up.</summary>
    [Benchmark]
    public object IssueAndRevoke() => Wait.For(_cold.RevokeAsync(Wait.For(_cold.IssueAsync(User)).Value));

    private static IAuthStrategy Strategy(int cacheSize)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        services.AddAuthStrategy().AddSession(options => options.CredentialCacheSize = cacheSize);
        return services.BuildServiceProvider().GetRequiredService<IAuthStrategy>();
    }
}
