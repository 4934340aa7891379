using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load.Stores;

/// <summary>A redis-server of our own that writes everything down at once; it is killed and started again.</summary>
internal sealed class RedisLoadStore(bool isNearCached) : ILoadStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("load-redis").FullName;
    private readonly int _port = Programs.FreePort();
    private Process? _server;

    public string Name => isNearCached ? "redis + near cache" : "redis";

    public string? Missing => Programs.Find("redis-server") is null ? "redis-server is not on the PATH." : null;

    public TimeSpan MaxStaleness => isNearCached ? TimeSpan.FromSeconds(5) : TimeSpan.Zero;

    public Task StartAsync()
    {
        _server = Programs.Start(
            Programs.Find("redis-server")!,
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--dir", _folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "");
        return Programs.UntilOpenAsync(_port);
    }

    public void Use(IAuthStrategyBuilder builder) => builder.UseRedis($"127.0.0.1:{_port},abortConnect=false");

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
        if (isNearCached)
            builder.UseNearCache();
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        _server!.Kill();
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
