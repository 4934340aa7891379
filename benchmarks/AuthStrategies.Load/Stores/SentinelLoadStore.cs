using System.Globalization;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load.Stores;

/// <summary>
/// A primary, a replica and three Sentinels. The primary is killed when the replica has all answered writes, the Sentinels promote the replica,
/// and the old primary comes back with its old data. Writes that the replica had not got would be lost: that is Redis (docs/redis.md), and no book
/// could balance.
/// </summary>
internal sealed class SentinelLoadStore : ILoadStore
{
    private readonly List<RedisProcess> _servers = [];
    private SentinelProcess[] _sentinels = [];

    public string Name => "redis sentinel";

    public string? Missing => RedisProcess.Missing;

    public TimeSpan MaxStaleness => TimeSpan.Zero;

    public bool MayForget => false;

    public async Task StartAsync()
    {
        string[] settings = ["--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0"];
        _servers.Add(await RedisProcess.StartAsync(settings));
        _servers.Add(await RedisProcess.StartAsync([.. settings, "--replicaof", "127.0.0.1", $"{_servers[0].Port}"]));
        await HasReplicaAsync(_servers[0]);
        _sentinels = await SentinelProcess.StartAsync(3, _servers[0].Port, 1);
    }

    public void Use(IAuthStrategyBuilder builder) => builder.UseRedis(string.Join(',', _sentinels.Select(sentinel => sentinel.EndPoint)) + ",serviceName=sessions");

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        int port = await _sentinels[0].PrimaryAsync();
        RedisProcess old = _servers.Single(server => server.Port == port);
        await HasReplicaAsync(old);
        // Look-ups count as writes here, so nothing is answered from now on.
        await old.SayAsync("CLIENT PAUSE 10000 WRITE");
        await Until.TrueAsync(() => old.SayAsync("INFO replication"), HasAll);
        await old.KillAsync();
        foreach (SentinelProcess sentinel in _sentinels)
            await Until.TrueAsync(() => sentinel.PrimaryAsync(), named => named != port);
        await old.StartAgainAsync();
        await HasReplicaAsync(_servers.Single(server => server != old));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SentinelProcess sentinel in _sentinels)
            await sentinel.DisposeAsync();
        foreach (RedisProcess server in _servers)
            await server.DisposeAsync();
    }

    private static Task HasReplicaAsync(RedisProcess primary) =>
        Until.TrueAsync(() => primary.SayAsync("INFO replication"), info => info.Contains("role:master", StringComparison.Ordinal) && info.Contains("state=online", StringComparison.Ordinal), TimeSpan.FromSeconds(60));

    private static bool HasAll(string info) => info.Length > 0 && Number(info, "master_repl_offset:") == Number(info, ",offset=");

    private static long Number(string info, string name)
    {
        int at = info.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
            return -1 - name.Length;
        string rest = info[(at + name.Length)..];
        return long.Parse(rest[..rest.AsSpan().IndexOfAnyExceptInRange('0', '9')], CultureInfo.InvariantCulture);
    }
}
