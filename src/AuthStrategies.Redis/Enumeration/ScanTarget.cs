using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Enumeration;

/// <summary>The primaries that keep the records: the one primary, or every primary of a cluster.</summary>
/// <param name="Servers">The primaries, in an order that stays the same while the cluster does not change.</param>
/// <param name="Fingerprint">Differs if a primary or its slots differ. Contains no address.</param>
internal sealed record ScanTarget(IReadOnlyList<IServer> Servers, string Fingerprint)
{
    private const int FingerprintBytes = 12;

    // The client library allows CLUSTER on administrators' connections only. A script may call it if the Redis user may.
    private const string Nodes = "return redis.call('CLUSTER', 'NODES')";

    public static async Task<ScanTarget> OfAsync(IDatabase database)
    {
        IConnectionMultiplexer multiplexer = database.Multiplexer;
        EndPoint primary = await database.IdentifyEndpointAsync(default, CommandFlags.DemandMaster).ConfigureAwait(false)
            ?? throw new TimeoutException("No primary answered.");
        IServer server = multiplexer.GetServer(primary);
        return server.ServerType == ServerType.Cluster
            ? OfCluster(multiplexer, server, (string?)await server.ExecuteAsync("EVAL", Nodes, "0").ConfigureAwait(false))
            : new([server], Hash(primary.ToString()!));
    }

    private static ScanTarget OfCluster(IConnectionMultiplexer multiplexer, IServer self, string? nodes)
    {
        ClusterPrimary[] primaries = [.. (nodes ?? "").Split('\n').Select(ClusterPrimary.Read).OfType<ClusterPrimary>().OrderBy(node => node.Id, StringComparer.Ordinal)];
        return new([.. primaries.Select(node => node.IsSelf ? self : multiplexer.GetServer(node.Address))], Hash(string.Join(';', primaries.Select(node => $"{node.Id} {node.Slots}"))));
    }

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, FingerprintBytes));
}
