using System.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>A <c>redis-server</c> of its own on a free port, in a folder of its own. It ends with the test, whatever becomes of that.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-redis-");
    private readonly string[] _settings;
    private Process? _process;

    private RedisProcess(string[] settings) => _settings = settings;

    public int Port { get; } = Ports.Next();

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>A connection of the test's own, which may do anything.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync(string more = "") =>
        ConnectionMultiplexer.ConnectAsync($"{EndPoint},allowAdmin=true,abortConnect=false,connectTimeout=20000{more}");

    /// <summary>Starts one, or ignores the test where there is no redis-server.</summary>
    /// <param name="settings">As on the command line, for example <c>--maxmemory 5mb</c>, each word an element.</param>
    public static async Task<RedisProcess> StartAsync(params string[] settings)
    {
        if (!IsInstalled())
            Assert.Ignore("There is no redis-server on the PATH. Install one (apt-get install redis-server) to run this test.");

        var redis = new RedisProcess(settings);
        await redis.StartAgainAsync();
        return redis;
    }

    public static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>Starts it again on the same port and with the same data, if it persists any.</summary>
    /// <param name="wait">Whether to wait until it answers.</param>
    public async Task StartAgainAsync(bool wait = true)
    {
        var start = new ProcessStartInfo("redis-server") { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] own = ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--dir", _folder.FullName, "--logfile", "redis.log"];
        foreach (string word in own.Concat(_settings))
            start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        if (wait)
            await Until.TrueAsync(() => RawAnswer.OfAsync(Port, "PING\r\n"), answer => answer.Length > 0 && !answer.StartsWith("-LOADING", StringComparison.Ordinal), Patience);
    }

    /// <summary>Says something to it, whatever its state.</summary>
    public Task<string> SayAsync(string command) => RawAnswer.OfAsync(Port, command + "\r\n");

    /// <summary>kill -9: no farewell, nothing saved.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false })
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        await KillAsync();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (_process is { HasExited: false })
            _process.Kill();
    }
}
