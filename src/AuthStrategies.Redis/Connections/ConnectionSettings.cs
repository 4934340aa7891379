using System.Net;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>The configuration of the connections that the store opens.</summary>
internal sealed class ConnectionSettings(RedisStoreOptions options)
{
    private readonly ConfigurationOptions _configuration = Read(options);

    /// <summary>The servers of the configuration: with a <see cref="ServiceName"/> the Sentinels.</summary>
    public IReadOnlyList<EndPoint> EndPoints => [.. _configuration.EndPoints];

    /// <summary>The name under which Sentinels know the primary; <see langword="null"/> without Sentinels.</summary>
    public string? ServiceName => string.IsNullOrEmpty(_configuration.ServiceName) ? null : _configuration.ServiceName;

    /// <summary>Whether a proxy, which hides the servers, stands between.</summary>
    public bool IsProxy => _configuration.Proxy != Proxy.None;

    /// <summary>All servers: the client library chooses among them.</summary>
    public ConfigurationOptions All => _configuration.Clone();

    /// <summary>One server only. Nothing is asked or told about other servers.</summary>
    public ConfigurationOptions Only(EndPoint endPoint)
    {
        ConfigurationOptions one = All;
        one.EndPoints.Clear();
        one.EndPoints.Add(endPoint);
        one.ServiceName = null;
        one.TieBreaker = "";
        one.ConfigurationChannel = "";
        return one;
    }

    /// <summary>One Sentinel. It answers only a few commands.</summary>
    public ConfigurationOptions Sentinel(EndPoint endPoint)
    {
        ConfigurationOptions one = Only(endPoint);
        one.CommandMap = CommandMap.Sentinel;
        one.DefaultDatabase = null;
        return one;
    }

    private static ConfigurationOptions Read(RedisStoreOptions options)
    {
        ConfigurationOptions configuration = options.ConfigurationOptions?.Clone() ?? Parse(options.Configuration!);
        configuration.AbortOnConnectFail = false;
        configuration.AsyncTimeout = configuration.SyncTimeout = (int)options.OperationTimeout.TotalMilliseconds;
        configuration.IncludeDetailInExceptions = false;
        // Dedicated threads of the client library cost two changes of thread for each packet: half the processor time of a call. The library's next release has none.
        configuration.SocketManager ??= SocketManager.ThreadPool;
        if (!string.IsNullOrEmpty(configuration.ServiceName))
            SetSentinelPorts(configuration.EndPoints);
        configuration.SetDefaultPorts();
        return configuration;
    }

    // The client library takes a server without a port for a Redis server, also where the configuration names Sentinels.
    private static void SetSentinelPorts(EndPointCollection endPoints)
    {
        const int SentinelPort = 26379;
        for (int i = 0; i < endPoints.Count; i++)
        {
            EndPoint sentinel = endPoints[i] switch
            {
                DnsEndPoint { Port: 0 } named => new DnsEndPoint(named.Host, SentinelPort, named.AddressFamily),
                IPEndPoint { Port: 0 } address => new IPEndPoint(address.Address, SentinelPort),
                var endPoint => endPoint,
            };
            if (!endPoints.Contains(sentinel))
                endPoints[i] = sentinel;
        }
    }

    // A connection string cannot set the retry policy. The default pauses grow to ten seconds, during which sign-ins fail although the server is back.
    private static ConfigurationOptions Parse(string text)
    {
        var configuration = ConfigurationOptions.Parse(text);
        configuration.ReconnectRetryPolicy = new ExponentialRetry(250, 2_000);
        return configuration;
    }
}
