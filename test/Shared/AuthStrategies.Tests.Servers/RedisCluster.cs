using System.Globalization;
using AuthStrategies.Tests.Support;

namespace AuthStrategies.Tests.Servers;

/// <summary>Three redis-servers that share the slots.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    /// <summary>How many slots a cluster has.</summary>
    public const int Slots = 16_384;

    private const int Size = 3;

    private readonly List<RedisProcess> _nodes = [];

    private RedisCluster()
    {
    }

    /// <summary>The nodes, in the order of their slots.</summary>
    public IReadOnlyList<RedisProcess> Nodes => _nodes;

    /// <summary>The addresses of all nodes, as a connection string.</summary>
    public string EndPoints => string.Join(',', _nodes.Select(node => node.EndPoint));

    /// <summary>Starts three servers and waits until they are one cluster.</summary>
    /// <exception cref="ServerMissingException">There is no redis-server.</exception>
    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        for (int i = 0; i < Size; i++)
            cluster._nodes.Add(await RedisProcess.StartAsync("--cluster-enabled", "yes", "--cluster-node-timeout", "30000"));
        await cluster.JoinAsync();
        return cluster;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (RedisProcess node in _nodes)
            await node.DisposeAsync();
    }

    private async Task JoinAsync()
    {
        for (int i = 0; i < Size; i++)
        {
            IEnumerable<string> own = Enumerable.Range(0, Slots).Where(slot => slot * Size / Slots == i).Select(slot => slot.ToString(CultureInfo.InvariantCulture));
            await _nodes[i].SayAsync($"CLUSTER ADDSLOTS {string.Join(' ', own)}");
            await _nodes[i].SayAsync($"CLUSTER SET-CONFIG-EPOCH {i + 1}");
        }

        foreach (RedisProcess node in _nodes.Skip(1))
            await _nodes[0].SayAsync($"CLUSTER MEET 127.0.0.1 {node.Port}");
        foreach (RedisProcess node in _nodes)
        {
            await Until.TrueAsync(
                () => node.SayAsync("CLUSTER INFO"),
                info => info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains($"cluster_known_nodes:{Size}", StringComparison.Ordinal));
        }
    }
}
