using System.Net;
using System.Net.Sockets;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>Stands between a store and its server. Each answer takes the time of <see cref="Delay"/>.</summary>
internal sealed class SlowWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly int _server;
    private readonly Task _accepting;

    public SlowWire(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string EndPoint => _listener.LocalEndpoint.ToString()!;

    public TimeSpan Delay { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closed.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _server);
                _ = PumpAsync(client, server, () => TimeSpan.Zero);
                _ = PumpAsync(server, client, () => Delay);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<TimeSpan> delay)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _closed.Token)) > 0)
            {
                await Task.Delay(delay(), _closed.Token);
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
