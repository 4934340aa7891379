using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.Benchmarks.Tokens;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>FusionCache as its documentation wants it: memory first, Redis behind it, options made once, no cloning of an immutable value.</summary>
internal sealed class FusionCachePeer : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IFusionCache _cache;
    private readonly FusionCacheEntryOptions _options = new(TokenSample.Lifetime);
    private readonly string _key = "session:" + RandomNumberGenerator.GetHexString(64);

    public FusionCachePeer(string redis)
    {
        ServiceCollection services = new();
        services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (redis, "fusion:"));
        services.AddFusionCache().WithRegisteredDistributedCache().WithSystemTextJsonSerializer();
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<IFusionCache>();
        _cache.SetAsync(_key, CachedSession.Sample, _options).AsTask().GetAwaiter().GetResult();
    }

    public async ValueTask<ClaimsPrincipal> AuthenticateAsync() =>
        (await _cache.GetOrDefaultAsync<CachedSession>(_key, options: _options) ?? throw new InvalidOperationException("There is no such session.")).Principal();

    public void Dispose()
    {
        _cache.Dispose();
        _services.Dispose();
    }
}
