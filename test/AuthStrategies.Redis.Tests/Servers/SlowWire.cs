using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

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

    // What is read while something waits goes on its own delay after it was read: the delays of two answers do not add up.
    private async Task PumpAsync(TcpClient from, TcpClient to, Func<TimeSpan> delay)
    {
        var underWay = Channel.CreateUnbounded<(byte[] Bytes, long Read, TimeSpan Delay)>();
        try
        {
            Task reading = ReadAsync(from, underWay.Writer, delay);
            try
            {
                await WriteAsync(to, underWay.Reader);
            }
            finally
            {
                from.Dispose();
                to.Dispose();
            }

            await reading;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task ReadAsync(TcpClient from, ChannelWriter<(byte[] Bytes, long Read, TimeSpan Delay)> underWay, Func<TimeSpan> delay)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _closed.Token)) > 0)
                underWay.TryWrite((buffer[..read], Stopwatch.GetTimestamp(), delay()));
        }
        finally
        {
            underWay.Complete();
        }
    }

    private async Task WriteAsync(TcpClient to, ChannelReader<(byte[] Bytes, long Read, TimeSpan Delay)> underWay)
    {
        await foreach ((byte[] bytes, long read, TimeSpan delay) in underWay.ReadAllAsync(_closed.Token))
        {
            TimeSpan left = delay - Stopwatch.GetElapsedTime(read);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, _closed.Token);
            await to.GetStream().WriteAsync(bytes, _closed.Token);
        }
    }
}
