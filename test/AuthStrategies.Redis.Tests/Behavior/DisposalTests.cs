using System.Globalization;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>After a host has been disposed, nothing of it asks a server or keeps a connection.</summary>
[TestFixture]
[NonParallelizable]
[Property("Requirement", "M-16")]
public sealed class DisposalTests
{
    private const int Hosts = 50;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Dispose_FiftyHosts_LeaveNoConnectionAndAskNoMore(bool withSentinels)
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await RedisServers.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await Until.TrueAsync(() => replica.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));
        SentinelProcess[] sentinels = withSentinels ? await SentinelProcess.StartAsync(3, primary.Port, 1) : [];
        string line = withSentinels ? Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)]) : Document.List(primary.EndPoint, replica.EndPoint);
        // What a process keeps for all connections to come.
        await RunAsync(line);
        int connections = await MostConnectionsAsync(primary, sentinels);
        long timers = Timer.ActiveCount;
        int descriptors = Descriptors();

        for (int i = 0; i < Hosts; i++)
            await RunAsync(line);

        await Until.TrueAsync(() => ConnectionsAsync(primary, sentinels), count => count <= connections);
        await Until.TrueAsync(() => Descriptors() < descriptors + Hosts && Timer.ActiveCount < timers + Hosts);
        long asked = await CallsAsync(primary, sentinels);
        // Two intervals of the question who is the primary.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        Assert.That(await CallsAsync(primary, sentinels), Is.EqualTo(asked));
        foreach (SentinelProcess sentinel in sentinels)
            await sentinel.DisposeAsync();
    }

    private static async Task RunAsync(string line)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddAuthStrategy().AddSession().UseNearCache().UseRedis(line);
        using IHost host = builder.Build();
        await host.StartAsync();
        await Until.TrueAsync(() => AnswersAsync(host), answers => answers);
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static async Task<bool> AnswersAsync(IHost host)
    {
        try
        {
            return await host.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice") is { Count: 0 };
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    /// <summary>As many as there are without a host, and two more: the servers and Sentinels open some again now and then. Each host that leaves one is still seen.</summary>
    private static async Task<int> MostConnectionsAsync(RedisProcess primary, SentinelProcess[] sentinels)
    {
        int most = 0;
        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(200);
            most = Math.Max(most, await ConnectionsAsync(primary, sentinels));
        }

        return most + 2;
    }

    private static async Task<int> ConnectionsAsync(RedisProcess primary, SentinelProcess[] sentinels)
    {
        int sum = Number(await primary.SayAsync("INFO clients"), "connected_clients:");
        foreach (SentinelProcess sentinel in sentinels)
            sum += Number(await sentinel.SayAsync("INFO clients"), "connected_clients:");
        return sum;
    }

    /// <summary>How often the primary was asked for its role, and the Sentinels for the primary.</summary>
    private static async Task<long> CallsAsync(RedisProcess primary, SentinelProcess[] sentinels)
    {
        long sum = await OfAsync(await primary.SayAsync("INFO commandstats"), "cmdstat_role:calls=");
        foreach (SentinelProcess sentinel in sentinels)
            sum += await OfAsync(await sentinel.SayAsync("INFO commandstats"), "cmdstat_sentinel|ckquorum:calls=");
        return sum;

        static Task<long> OfAsync(string info, string name) => Task.FromResult(info.Contains(name, StringComparison.Ordinal) ? (long)Number(info, name) : 0);
    }

    private static int Number(string info, string name)
    {
        string rest = info[(info.IndexOf(name, StringComparison.Ordinal) + name.Length)..];
        return int.Parse(rest[..rest.AsSpan().IndexOfAnyExceptInRange('0', '9')], CultureInfo.InvariantCulture);
    }

    private static int Descriptors() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
}
