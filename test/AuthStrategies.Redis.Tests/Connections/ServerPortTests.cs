using System.Net;
using System.Net.Sockets;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>
/// What a port speaks, asked over a plain connection: u nothing listens, p Redis, r Redis that refuses the user, t Redis with TLS, h hangs, c closes each connection, x another protocol.
/// </summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class ServerPortTests
{
    [TestCase("u", false, RedisFailureKind.Unreachable)]
    [TestCase("u", true, RedisFailureKind.Unreachable)]
    [TestCase("uu", true, RedisFailureKind.Unreachable)]
    [TestCase("p", false, RedisFailureKind.Unexpected)]
    [TestCase("p", true, RedisFailureKind.TlsFailed)]
    [TestCase("r", true, RedisFailureKind.TlsFailed)]
    [TestCase("r", false, RedisFailureKind.Unexpected)]
    [TestCase("t", false, RedisFailureKind.TlsFailed)]
    [TestCase("t", true, RedisFailureKind.Unexpected)]
    [TestCase("ut", false, RedisFailureKind.TlsFailed)]
    [TestCase("up", false, RedisFailureKind.Unexpected)]
    [TestCase("up", true, RedisFailureKind.TlsFailed)]
    [TestCase("h", false, RedisFailureKind.Unexpected)]
    [TestCase("h", true, RedisFailureKind.Unexpected)]
    [TestCase("c", false, RedisFailureKind.Unexpected)]
    [TestCase("c", true, RedisFailureKind.Unexpected)]
    [TestCase("x", false, RedisFailureKind.Unexpected)]
    [TestCase("x", true, RedisFailureKind.Unexpected)]
    public async Task Ask_Port_IsWhatItSpeaks(string servers, bool isTlsConfigured, object expected)
    {
        using ServerSecurity security = new();
        int tlsPort = Ports.Next();
        await using RedisProcess open = await RedisServers.StartAsync();
        await using RedisProcess refusing = await RedisServers.StartAsync("--requirepass", "pass");
        await using RedisProcess tls = await RedisServers.StartAsync([.. security.Settings(tlsPort).SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })]);
        await using OtherServer other = new();
        ConfigurationOptions configuration = new() { Ssl = isTlsConfigured, Password = "secret" };
        foreach (char server in servers)
        {
            configuration.EndPoints.Add(IPAddress.Loopback, server switch
            {
                'u' => Ports.Next(),
                'p' => open.Port,
                'r' => refusing.Port,
                't' => tlsPort,
                _ => other.PortOf(server),
            });
        }

        RedisFailureKind kind = await ServerPort.AskAsync(configuration).WaitAsync(Until.TimeLimit);

        Assert.That(kind, Is.EqualTo(expected));
        Assert.That(other.Received, Does.Not.Contain("secret"));
    }

    /// <summary>The names of servers, and addresses of other kinds.</summary>
    [Test]
    public async Task Ask_AddressWithoutServer_IsUnreachable()
    {
        EndPoint[] endPoints = [new DnsEndPoint("redis.invalid", 6379), new UnixDomainSocketEndPoint("/tmp/there-is-no-redis.sock")];

        foreach (EndPoint endPoint in endPoints)
        {
            ConfigurationOptions configuration = new() { EndPoints = { endPoint } };

            Assert.That(await ServerPort.AskAsync(configuration).WaitAsync(Until.TimeLimit), Is.EqualTo(RedisFailureKind.Unreachable), $"{endPoint}");
        }
    }

    private sealed class OtherServer : IAsyncDisposable
    {
        private readonly List<TcpListener> _listeners = [];
        private readonly MemoryStream _received = new();

        public string Received => System.Text.Encoding.Latin1.GetString(_received.ToArray());

        public int PortOf(char kind)
        {
            TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            _listeners.Add(listener);
            _ = ServeAsync(listener, kind);
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        public ValueTask DisposeAsync()
        {
            foreach (TcpListener listener in _listeners)
                listener.Dispose();
            return default;
        }

        private async Task ServeAsync(TcpListener listener, char kind)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            if (kind == 'c')
                return;
            byte[] buffer = new byte[4096];
            int read = await client.GetStream().ReadAsync(buffer);
            await _received.WriteAsync(buffer.AsMemory(0, read));
            if (kind == 'x')
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            else
                _ = await client.GetStream().ReadAsync(buffer);
        }
    }
}
