using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds out why a connection is not open yet. The client library says nothing before it has tried for seconds, so that a call only times
/// out. Each server gets a connection that sends nothing and, if the opening takes long, a <see cref="ConnectionAttempt"/>. Thread-safe.
/// </summary>
/// <param name="servers">A configuration for each server.</param>
internal sealed class OpeningProbe(IReadOnlyList<ConfigurationOptions> servers)
{
    // Most servers that serve have answered before this, so that they see no second login.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile RedisFailureKind _kind = RedisFailureKind.TimedOut;
    private volatile bool _stopped;

    /// <summary>Why there is no connection: no server can be reached, one refuses, or (<see cref="RedisFailureKind.TimedOut"/>) the reason is not known.</summary>
    public RedisFailureKind Kind => _kind;

    /// <summary>Asks the servers in the background.</summary>
    /// <param name="opening">Completes when there is a connection, or when the client library gives up for now.</param>
    /// <returns>The question; only tests wait for it.</returns>
    public Task Start(Task opening)
    {
        _kind = RedisFailureKind.TimedOut;
        return Task.Run(() => AskAsync(opening));
    }

    /// <summary>Opens no connection any more.</summary>
    public void Stop() => _stopped = true;

    private async Task AskAsync(Task opening)
    {
        RedisFailureKind[] kinds = await Task.WhenAll(servers.Select(server => AskAsync(server, opening))).ConfigureAwait(false);
        if (!kinds.Contains(RedisFailureKind.TimedOut))
            _kind = kinds.FirstOrDefault(ConnectionAttempt.IsRefusal, RedisFailureKind.Unreachable);
    }

    private async Task<RedisFailureKind> AskAsync(ConfigurationOptions server, Task opening)
    {
        if (server.Tunnel is null && await ServerPort.AreUnreachableAsync(server.EndPoints).ConfigureAwait(false))
            return RedisFailureKind.Unreachable;
        if (await Task.WhenAny(opening, Task.Delay(Patience, TimeProvider.System)).ConfigureAwait(false) == opening || _stopped)
            return RedisFailureKind.TimedOut;
        RedisFailureKind kind = await ConnectionAttempt.TryAsync(server).ConfigureAwait(false);
        return kind is RedisFailureKind.Unexpected ? RedisFailureKind.TimedOut : kind;
    }
}
