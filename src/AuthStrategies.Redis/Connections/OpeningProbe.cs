using System.Net;
using System.Net.Sockets;
using AuthStrategies.Redis.Diagnostics;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds out why a connection is not open yet. The client library says nothing before it has tried for seconds, so that a call only times
/// out. Each server gets one connection that sends nothing and is closed at once. Thread-safe.
/// </summary>
internal sealed class OpeningProbe(IReadOnlyList<EndPoint> endPoints)
{
    private volatile bool _isRefused;

    /// <summary>Why there is no connection: no server can be reached, or the reason is not known.</summary>
    public RedisFailureKind Kind => _isRefused ? RedisFailureKind.Unreachable : RedisFailureKind.TimedOut;

    /// <summary>Asks the servers in the background.</summary>
    /// <returns>The question; only tests wait for it.</returns>
    public Task Start()
    {
        _isRefused = false;
        return endPoints.Count == 0 ? Task.CompletedTask : Task.Run(AskAsync);
    }

    private async Task AskAsync() => _isRefused = Array.TrueForAll(await Task.WhenAll(endPoints.Select(IsRefusedAsync)).ConfigureAwait(false), refused => refused);

    private static async Task<bool> IsRefusedAsync(EndPoint endPoint)
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
