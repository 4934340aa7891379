using System.Diagnostics;
using System.Globalization;
using AuthStrategies.Tests.Support;

namespace AuthStrategies.Tests.Servers;

/// <summary>A Sentinel on a free port: a <c>redis-server</c> that watches a primary and promotes a replica. It ends with this process.</summary>
public sealed class SentinelProcess : IAsyncDisposable, IDisposable
{
    private const string ServiceName = "sessions";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-sentinel-");
    private readonly ServerSecurity? _security;
    private Process? _process;

    private SentinelProcess(ServerSecurity? security) => _security = security;

    /// <summary>The port for TLS, where it has a <see cref="ServerSecurity"/>.</summary>
    public int TlsPort { get; } = Ports.Next();

    /// <summary>The port it listens on.</summary>
    public int Port { get; } = Ports.Next();

    /// <summary>Address and port, as a connection string.</summary>
    public string EndPoint => $"127.0.0.1:{(_security is null ? Port : TlsPort)}";

    /// <summary>Starts Sentinels that watch the primary under the name <c>sessions</c>, and waits until they know each other and its replicas.</summary>
    /// <param name="count">How many. The majority of them promotes a replica.</param>
    /// <param name="primary">The port of the primary.</param>
    /// <param name="replicas">How many replicas it has.</param>
    /// <param name="downAfter">After how many milliseconds without an answer the primary counts as down.</param>
    /// <param name="security">Password and TLS, also between them and to the servers; <paramref name="primary"/> is a port for TLS then.</param>
    public static async Task<SentinelProcess[]> StartAsync(int count, int primary, int replicas, int downAfter = 5_000, ServerSecurity? security = null)
    {
        SentinelProcess[] sentinels = [.. Enumerable.Range(0, count).Select(_ => new SentinelProcess(security))];
        foreach (SentinelProcess sentinel in sentinels)
            await sentinel.StartAsync(primary, (count / 2) + 1, downAfter);
        foreach (SentinelProcess sentinel in sentinels)
        {
            await Until.TrueAsync(
                () => sentinel.SayAsync($"SENTINEL MASTER {ServiceName}"),
                said => Field(said, "num-other-sentinels") == $"{count - 1}" && Field(said, "num-slaves") == $"{replicas}");
        }

        return sentinels;
    }

    /// <summary>The port of the server that it calls the primary; zero if it does not answer.</summary>
    public async Task<int> PrimaryAsync() =>
        int.TryParse((await SayAsync($"SENTINEL GET-MASTER-ADDR-BY-NAME {ServiceName}")).Split("\r\n").ElementAtOrDefault(4), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : 0;

    /// <summary>Sends one command.</summary>
    public Task<string> SayAsync(string command) => RedisCommand.SendAsync(Port, command, _security?.Password);

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false })
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        await KillAsync();
        _process?.Dispose();
        await TemporaryFolders.DeleteAsync(_folder.FullName);
    }

    /// <summary>For programs that are not asynchronous.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task StartAsync(int primary, int quorum, int downAfter)
    {
        string file = Path.Combine(_folder.FullName, "sentinel.conf");
        await File.WriteAllLinesAsync(
            file,
            [
                $"port {Port}",
                "bind 127.0.0.1",
                $"dir {_folder.FullName}",
                $"sentinel monitor {ServiceName} 127.0.0.1 {primary} {quorum}",
                $"sentinel down-after-milliseconds {ServiceName} {downAfter}",
                $"sentinel failover-timeout {ServiceName} 10000",
                .. Secured(),
            ]);
        _process = Programs.Start(Programs.Find("redis-server")!, [file, "--sentinel"], _folder.FullName);
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        await Until.TrueAsync(() => SayAsync("PING"), answer => answer.StartsWith("+PONG", StringComparison.Ordinal));
    }

    private IEnumerable<string> Secured() => _security is null
        ? []
        : [.. _security.Settings(TlsPort).Select(setting => $"{setting.Key} {setting.Value}"), $"sentinel sentinel-pass {_security.Password}", $"sentinel auth-pass {ServiceName} {_security.Password}"];

    private static string? Field(string answer, string name)
    {
        string[] lines = answer.Split("\r\n");
        int at = Array.IndexOf(lines, name);
        return at < 0 || at + 2 >= lines.Length ? null : lines[at + 2];
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (_process is { HasExited: false })
            _process.Kill();
    }
}
