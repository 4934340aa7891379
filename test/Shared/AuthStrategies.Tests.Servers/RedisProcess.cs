using System.Diagnostics;
using AuthStrategies.Tests.Support;
using StackExchange.Redis;

namespace AuthStrategies.Tests.Servers;

/// <summary>A separate <c>redis-server</c> on a free port, in a temporary folder. It ends with this process, even if it is not disposed.</summary>
public sealed class RedisProcess : IAsyncDisposable, IDisposable
{
    /// <summary>The end of a connection string, for a connection that no busy machine makes fail.</summary>
    public const string Patiently = ",abortConnect=false,connectTimeout=30000,asyncTimeout=30000,syncTimeout=30000";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly string? Program = Programs.Find("redis-server");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-redis-");
    private readonly string[] _settings;
    private Process? _process;

    private RedisProcess(string[] settings) => _settings = settings;

    /// <summary>What to install, or null if a redis-server is installed.</summary>
    public static string? Missing =>
        Program is null ? "There is no redis-server on the PATH. Install one, for example with: apt-get install redis-server" : null;

    /// <summary>The port it listens on.</summary>
    public int Port { get; } = Ports.Next();

    /// <summary>Address and port, as a connection string.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="settings">As on the command line, for example <c>--maxmemory 5mb</c>, each word an element. Without any it writes nothing to disk.</param>
    /// <exception cref="ServerMissingException">There is no redis-server.</exception>
    public static async Task<RedisProcess> StartAsync(params string[] settings)
    {
        if (Missing is { } missing)
            throw new ServerMissingException(missing);

        var redis = new RedisProcess(settings);
        await redis.StartAgainAsync();
        return redis;
    }

    /// <summary>A separate connection that may run every command.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync(string more = "") =>
        ConnectionMultiplexer.ConnectAsync($"{EndPoint},allowAdmin=true{Patiently}{more}");

    /// <summary>Starts it again on the same port and with the same data, if it persists any.</summary>
    /// <param name="wait">Whether to wait until it answers.</param>
    public async Task StartAgainAsync(bool wait = true)
    {
        string[] own = ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--dir", _folder.FullName, "--logfile", "redis.log"];
        _process = Programs.Start(Program!, [.. own, .. _settings], _folder.FullName);
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        if (wait)
            await Until.TrueAsync(() => SayAsync("PING"), answer => answer.Length > 0 && !answer.StartsWith("-LOADING", StringComparison.Ordinal), StartLimit);
    }

    /// <summary>Sends one command, in every state of the server. See <see cref="RedisCommand.SendAsync"/>.</summary>
    public Task<string> SayAsync(string command) => RedisCommand.SendAsync(Port, command);

    /// <summary>Stops it with SIGSTOP: its connections stay open, and it answers nothing.</summary>
    public Task PauseAsync() => Programs.RunAsync("kill", "-STOP", $"{_process!.Id}");

    /// <summary>Lets it go on with SIGCONT: it answers what it received while it was paused.</summary>
    public Task ResumeAsync() => Programs.RunAsync("kill", "-CONT", $"{_process!.Id}");

    /// <summary>Ends it with SIGKILL: it saves nothing and closes nothing.</summary>
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

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (_process is { HasExited: false })
            _process.Kill();
    }
}
