using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using AuthStrategies.Tests.Support;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>
/// What a port speaks, asked over connections of its own: u nothing listens, p Redis, r Redis that refuses the user, t Redis with TLS, m Redis with TLS that wants
/// a certificate of the client, b both, d TLS and an error in plain text, h hangs, c closes each connection, x another protocol.
/// </summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class ServerPortTests
{
    [TestCase("u", false, RedisFailureKind.Unreachable)]
    [TestCase("u", true, RedisFailureKind.Unreachable)]
    [TestCase("uu", true, RedisFailureKind.Unreachable)]
    [TestCase("p", false, null)]
    [TestCase("p", true, RedisFailureKind.TlsFailed)]
    [TestCase("r", true, RedisFailureKind.TlsFailed)]
    [TestCase("r", false, null)]
    [TestCase("t", false, RedisFailureKind.TlsFailed)]
    [TestCase("t", true, null)]
    [TestCase("m", false, RedisFailureKind.TlsFailed)]
    [TestCase("m", true, null)]
    [TestCase("b", false, null)]
    [TestCase("b", true, null)]
    [TestCase("d", true, null)]
    [TestCase("ut", false, RedisFailureKind.TlsFailed)]
    [TestCase("up", false, null)]
    [TestCase("up", true, RedisFailureKind.TlsFailed)]
    [TestCase("tp", true, null)]
    [TestCase("pt", false, null)]
    [TestCase("h", false, null)]
    [TestCase("h", true, null)]
    [TestCase("c", false, null)]
    [TestCase("c", true, null)]
    [TestCase("x", false, null)]
    [TestCase("x", true, null)]
    public async Task Ask_Port_IsWhatItSpeaks(string servers, bool isTlsConfigured, object? expected)
    {
        await using Servers there = new();
        ConfigurationOptions configuration = new() { Ssl = isTlsConfigured, Password = "secret" };
        foreach (char server in servers)
            configuration.EndPoints.Add(IPAddress.Loopback, await there.StartAsync(server));

        // A busy machine may need more than the limit of a question.
        RedisFailureKind? kind = await Until.TrueAsync(() => ServerPort.AskAsync(configuration), kind => Equals(kind, expected));

        Assert.That(kind, Is.EqualTo(expected));
        Assert.That(there.Received, Does.Not.Contain("secret"));
    }

    /// <summary>The names of servers, and addresses of other kinds.</summary>
    [Test]
    public async Task Ask_AddressWithoutServer_IsUnreachable()
    {
        EndPoint[] endPoints = [new DnsEndPoint("localhost", Ports.Next()), new UnixDomainSocketEndPoint("/tmp/there-is-no-redis.sock")];

        foreach (EndPoint endPoint in endPoints)
        {
            ConfigurationOptions configuration = new() { EndPoints = { endPoint } };

            await Until.TrueAsync(() => ServerPort.AskAsync(configuration), kind => kind is RedisFailureKind.Unreachable);
        }
    }

    private sealed class Servers : IAsyncDisposable
    {
        private readonly List<IAsyncDisposable> _redis = [];
        private readonly List<TcpListener> _listeners = [];
        private readonly ServerSecurity _security = new();
        private readonly ConcurrentQueue<byte[]> _received = [];

        public string Received => string.Concat(_received.Select(Encoding.Latin1.GetString));

        /// <returns>The port.</returns>
        public async Task<int> StartAsync(char kind)
        {
            int tlsPort = Ports.Next();
            string[] tls = [.. _security.Settings(tlsPort).SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })];
            return kind switch
            {
                'u' => tlsPort,
                'p' => await RedisAsync(),
                'r' => await RedisAsync("--requirepass", "pass"),
                't' => await RedisAsync(tls) > 0 ? tlsPort : 0,
                'm' => await RedisAsync([.. tls, "--tls-auth-clients", "yes", "--tls-protocols", "TLSv1.2"]) > 0 ? tlsPort : 0,
                _ => Listen(kind),
            };
        }

        public async ValueTask DisposeAsync()
        {
            foreach (TcpListener listener in _listeners)
                listener.Dispose();
            foreach (IAsyncDisposable redis in _redis)
                await redis.DisposeAsync();
            _security.Dispose();
        }

        private async Task<int> RedisAsync(params string[] settings)
        {
            RedisProcess redis = await RedisServers.StartAsync(settings);
            _redis.Add(redis);
            return redis.Port;
        }

        private int Listen(char kind)
        {
            TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            _listeners.Add(listener);
            _ = AcceptAsync(listener, kind);
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        private async Task AcceptAsync(TcpListener listener, char kind)
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(), kind);
        }

        private async Task ServeAsync(TcpClient accepted, char kind)
        {
            using TcpClient client = accepted;
            if (kind == 'c')
                return;
            byte[] buffer = new byte[4096];
            int read = await client.GetStream().ReadAsync(buffer);
            _received.Enqueue(buffer[..read]);
            bool isTls = read > 0 && buffer[0] == 22;
            string? answer = (kind, isTls) switch
            {
                ('b' or 'd', true) => "\u0016\u0003\u0003",
                ('b', false) => "+PONG\r\n",
                ('d', false) => "-ERR Bad TLS header, double check if you enabled TLS for your client.\r\n",
                ('x', _) => "HTTP/1.1 400 Bad Request\r\n\r\n",
                _ => null,
            };
            if (answer is not null)
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
            _ = await client.GetStream().ReadAsync(buffer);
        }
    }
}
