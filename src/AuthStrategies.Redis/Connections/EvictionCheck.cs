using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Warns when the configuration of Redis allows it to evict sessions. Runs at the first connection and after every
/// reconnection, because another server may answer then.
/// </summary>
internal sealed class EvictionCheck : IDisposable
{
    private const string Field = "maxmemory_policy:";

    // The client library allows INFO on administrators' connections only. A script may call it if the Redis user may.
    private const string Info = "return redis.call('INFO', 'memory')";

    private readonly IConnectionMultiplexer _multiplexer;
    private readonly ILogger _logger;

    public EvictionCheck(IConnectionMultiplexer multiplexer, ILogger logger)
    {
        _multiplexer = multiplexer;
        _logger = logger;
        _multiplexer.ConnectionRestored += CheckAgain;
        _ = CheckAsync();
    }

    public void Dispose() => _multiplexer.ConnectionRestored -= CheckAgain;

    private static string? PolicyIn(string? info) =>
        info?.Split('\n').FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))?[Field.Length..].Trim();

    private void CheckAgain(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType == ConnectionType.Interactive)
            _ = CheckAsync();
    }

    private async Task CheckAsync()
    {
        try
        {
            foreach (IServer server in _multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
                Report(PolicyIn((string?)await server.ExecuteAsync("EVAL", Info, "0").ConfigureAwait(false)));
        }
#pragma warning disable CA1031 // A missing warning does no harm.
        catch (Exception)
#pragma warning restore CA1031
        {
            Log.PolicyUnknown(_logger);
        }
    }

    private void Report(string? policy)
    {
        if (policy is null)
            Log.PolicyUnknown(_logger);
        else if (policy != "noeviction")
            Log.Evicting(_logger, policy);
    }
}
