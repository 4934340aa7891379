using System.Net;
using System.Net.Sockets;
using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds out why a connection is not open yet. The client library says nothing before it has tried for seconds, so that a call only times
/// out. Each server gets a connection that sends nothing, and later, if there is no connection yet, one that logs in. Both are closed at once. Thread-safe.
/// </summary>
/// <param name="servers">A configuration for each server.</param>
internal sealed class OpeningProbe(IReadOnlyList<ConfigurationOptions> servers)
{
    // A server that serves has answered before this, so that only a start that fails makes a second login.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private volatile RedisFailureKind _kind = RedisFailureKind.TimedOut;

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

    private async Task AskAsync(Task opening)
    {
        RedisFailureKind[] kinds = await Task.WhenAll(servers.Select(server => AskAsync(server, opening))).ConfigureAwait(false);
        if (!kinds.Contains(RedisFailureKind.TimedOut))
            _kind = kinds.FirstOrDefault(ConnectionAttempt.IsRefusal, RedisFailureKind.Unreachable);
    }

    private static async Task<RedisFailureKind> AskAsync(ConfigurationOptions server, Task opening)
    {
        if (server.Tunnel is null && await IsUnreachableAsync(server.EndPoints[0]).ConfigureAwait(false))
            return RedisFailureKind.Unreachable;
        if (await Task.WhenAny(opening, Task.Delay(Patience, TimeProvider.System)).ConfigureAwait(false) == opening)
            return RedisFailureKind.TimedOut;
        RedisFailureKind kind = await ConnectionAttempt.TryAsync(server).ConfigureAwait(false);
        return ConnectionAttempt.IsRefusal(kind) ? kind : RedisFailureKind.TimedOut;
    }

    private static async Task<bool> IsUnreachableAsync(EndPoint endPoint)
    {
        try
        {
            using Socket socket = endPoint is UnixDomainSocketEndPoint ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint).ConfigureAwait(false);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException)
        {
            // Another kind of address, which only the client library knows.
            return false;
        }
    }
}
