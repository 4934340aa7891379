using System.Net;
using System.Net.Sockets;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>
/// Stands between a server and all who talk to it. In a partition it forwards nothing and closes nothing, as a broken network does; only
/// connections that were opened on the side of the server go on.
/// </summary>
internal sealed class PartitionProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = NewSource();

    public PartitionProxy(int server)
    {
        _server = server;
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Whether connections that are accepted now come from the side of the server.</summary>
    public bool IsOnServersSide { get; set; }

    public void Cut() => _open = NewSource();

    public void Heal() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closed.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closed.Token);
                client.NoDelay = true;
                bool goesOn = IsOnServersSide;
                var server = new TcpClient { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, _server);
                _ = PumpAsync(client, server, goesOn);
                _ = PumpAsync(server, client, goesOn);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool goesOn)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _closed.Token)) > 0)
            {
                if (!goesOn)
                    await _open.Task.WaitAsync(_closed.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _closed.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Closed.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
