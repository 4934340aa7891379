using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load.Stores;

/// <summary>A redis-server that writes every change to disk at once; it is killed and started again.</summary>
internal sealed class RedisLoadStore(bool isNearCached) : ILoadStore
{
    private RedisProcess? _server;

    public string Name => isNearCached ? "redis + near cache" : "redis";

    public string? Missing => RedisProcess.Missing;

    public TimeSpan MaxStaleness => isNearCached ? TimeSpan.FromSeconds(5) : TimeSpan.Zero;

    public bool MayForget => false;

    public async Task StartAsync() => _server = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    public void Use(IAuthStrategyBuilder builder) => builder.UseRedis($"{_server!.EndPoint},abortConnect=false");

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
        if (isNearCached)
            builder.UseNearCache();
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        await _server!.KillAsync();
        await _server.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
