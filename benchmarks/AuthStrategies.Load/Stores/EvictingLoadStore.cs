using System.Globalization;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load.Stores;

/// <summary>A Redis that evicts sessions and lists of subjects: every few seconds it gets too little memory for a moment.</summary>
internal sealed class EvictingLoadStore : ILoadStore
{
    private RedisProcess? _server;

    public string Name => "redis evicting";

    public string? Missing => RedisProcess.Missing;

    public TimeSpan MaxStaleness => TimeSpan.Zero;

    public bool MayForget => true;

    public async Task StartAsync() => _server = await RedisProcess.StartAsync("--maxmemory-policy", "allkeys-lru");

    public void Use(IAuthStrategyBuilder builder) => builder.UseRedis(_server!.EndPoint);

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        long evicted = await NumberAsync("stats", "evicted_keys:");
        for (long limit = await NumberAsync("memory", "used_memory:"); await NumberAsync("stats", "evicted_keys:") < evicted + 10; limit -= 2_000)
            await _server!.SayAsync($"CONFIG SET maxmemory {limit}");
        await _server!.SayAsync("CONFIG SET maxmemory 0");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task<long> NumberAsync(string section, string name)
    {
        string info = await _server!.SayAsync($"INFO {section}");
        string line = info.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }
}
