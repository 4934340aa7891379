using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>A connection to one Sentinel. Thread-safe.</summary>
internal sealed class SentinelLink(IConnectionMultiplexer multiplexer, EndPoint endPoint, string serviceName) : IAsyncDisposable
{
    /// <summary>Shorter than the interval, so that a Sentinel that does not answer does not make the answers of the others old.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    public static async Task<SentinelLink> OpenAsync(ConfigurationOptions configuration, string serviceName, Action promoted)
    {
        EndPoint endPoint = configuration.EndPoints[0];
        ConnectionMultiplexer multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        // The client library subscribes again after each interruption.
        await multiplexer.GetSubscriber().SubscribeAsync(RedisChannel.Literal("+switch-master"), (_, _) => promoted(), CommandFlags.FireAndForget).ConfigureAwait(false);
        return new(multiplexer, endPoint, serviceName);
    }

    /// <summary>Asks for the primary; <see langword="null"/> without an answer.</summary>
    public async Task<SentinelAnswer?> AskAsync(TimeProvider time)
    {
        try
        {
            IServer server = multiplexer.GetServer(endPoint);
            if (!server.IsConnected)
                return null;

            return await ReadAsync(server).WaitAsync(Limit, time).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A Sentinel that does not answer, or does not know the name, says nothing.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => multiplexer.DisposeAsync();

    private async Task<SentinelAnswer?> ReadAsync(IServer server)
    {
        // In this order: an old number with a new address is harmless.
        Task<KeyValuePair<string, string>[]> asked = server.SentinelMasterAsync(serviceName);
        Task<EndPoint?> named = server.SentinelGetMasterAddressByNameAsync(serviceName);
        Task<bool> quorum = HasQuorumAsync(server);
        await Task.WhenAll(asked, named, quorum).ConfigureAwait(false);
        if (await named.ConfigureAwait(false) is not { } primary)
            return null;

        Dictionary<string, string> known = new(await asked.ConfigureAwait(false), StringComparer.Ordinal);
        return new(primary, Number(known, "config-epoch"), (int)Number(known, "num-other-sentinels"), await quorum.ConfigureAwait(false));
    }

    private async Task<bool> HasQuorumAsync(IServer server)
    {
        try
        {
            _ = await server.ExecuteAsync("SENTINEL", "CKQUORUM", serviceName).ConfigureAwait(false);
            return true;
        }
        catch (RedisServerException)
        {
            return false;
        }
    }

    private static long Number(Dictionary<string, string> known, string name) => long.Parse(known[name], CultureInfo.InvariantCulture);
}
