using System.Globalization;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>Three nodes that share the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    public const int Slots = 16_384;
    private const int Size = 3;

    private readonly List<RedisProcess> _nodes = [];

    public IReadOnlyList<RedisProcess> Nodes => _nodes;

    public string EndPoints => string.Join(',', _nodes.Select(node => node.EndPoint));

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        for (int i = 0; i < Size; i++)
            cluster._nodes.Add(await RedisProcess.StartAsync("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"));
        await cluster.JoinAsync();
        return cluster;
    }

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
            await RawAnswer.OfAsync(_nodes[i].Port, $"CLUSTER ADDSLOTS {string.Join(' ', own)}\r\n");
            await RawAnswer.OfAsync(_nodes[i].Port, $"CLUSTER SET-CONFIG-EPOCH {i + 1}\r\n");
        }

        foreach (RedisProcess node in _nodes.Skip(1))
            await RawAnswer.OfAsync(_nodes[0].Port, $"CLUSTER MEET 127.0.0.1 {node.Port}\r\n");
        foreach (RedisProcess node in _nodes)
        {
            await Until.TrueAsync(
                () => RawAnswer.OfAsync(node.Port, "CLUSTER INFO\r\n"),
                info => info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains($"cluster_known_nodes:{Size}", StringComparison.Ordinal));
        }
    }
}
