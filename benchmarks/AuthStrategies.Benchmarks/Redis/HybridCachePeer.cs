using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.Benchmarks.Tokens;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>HybridCache as its documentation wants it: memory first, Redis behind it, an immutable value, and a factory without a closure.</summary>
internal sealed class HybridCachePeer : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly HybridCache _cache;
    private readonly HybridCacheEntryOptions _options = new() { Expiration = TokenSample.Lifetime, LocalCacheExpiration = TokenSample.Lifetime };
    private readonly string _key = "session:" + RandomNumberGenerator.GetHexString(64);

    public HybridCachePeer(string redis)
    {
        ServiceCollection services = new();
        services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (redis, "hybrid:"));
        services.AddHybridCache();
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<HybridCache>();
        _cache.SetAsync(_key, CachedSession.Sample, _options).AsTask().GetAwaiter().GetResult();
    }

    public async ValueTask<ClaimsPrincipal> AuthenticateAsync() =>
        (await _cache.GetOrCreateAsync<CachedSession>(_key, static _ => throw new InvalidOperationException("There is no such session."), _options)).Principal();

    public void Dispose() => _services.Dispose();
}
