using System.Diagnostics;
using System.Globalization;
using AuthStrategies.Tests.Support;
using Npgsql;

namespace AuthStrategies.Tests.Servers;

/// <summary>A separate PostgreSQL on a free port, in a temporary folder. It ends with this process, even if it is not disposed.</summary>
public sealed class PostgresProcess : IAsyncDisposable, IDisposable
{
    private static readonly string? InitDb = Programs.Find("initdb");
    private static readonly string? Server = Programs.Find("postgres");

    // PostgreSQL refuses to run as root.
    private static readonly string? OtherUser = Environment.UserName == "root" ? (Users().Contains("postgres") ? "postgres" : "nobody") : null;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-postgres-");
    private readonly int _port = Ports.Next();
    private readonly string[] _settings;

    private PostgresProcess(string[] settings) => _settings = settings;

    /// <summary>What to install, or null if PostgreSQL is installed.</summary>
    public static string? Missing => InitDb is null || Server is null
        ? "There is no PostgreSQL (initdb and postgres) on the PATH or under /usr/lib/postgresql. Install one, for example with: apt-get install postgresql"
        : null;

    /// <summary>Connects as its superuser, with at most 60 connections.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=sessions;Timeout=30;Maximum Pool Size=60;Include Error Detail=true";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Creates a database and starts a server over it.</summary>
    /// <param name="settings">As on the command line, for example <c>-c max_connections=300</c>, each word an element.</param>
    /// <exception cref="ServerMissingException">PostgreSQL is not installed.</exception>
    public static async Task<PostgresProcess> StartAsync(params string[] settings)
    {
        if (Missing is { } missing)
            throw new ServerMissingException(missing);

        var postgres = new PostgresProcess(settings);
        if (OtherUser is not null)
            await Programs.RunAsync("chown", OtherUser, postgres._folder.FullName);
        string[] command = AsOtherUser(InitDb!, "-D", postgres.Data, "-U", "sessions", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await Programs.RunAsync(command[0], command[1..]);
        await postgres.StartAgainAsync();
        return postgres;
    }

    /// <summary>Starts it again on the same port and with the same data.</summary>
    public async Task StartAgainAsync()
    {
        string[] command = AsOtherUser(Server!, ["-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder.FullName, .. _settings]);
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        using var limit = new CancellationTokenSource(Until.TimeLimit);
        Process? process = null;
        while (!await AnswersAsync())
        {
            // A server that finds its killed predecessor still running ends at once.
            if (process is null or { HasExited: true })
                process = Programs.Start(command[0], command[1..]);
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Ends it with SIGKILL: it saves nothing and closes nothing.</summary>
    public async Task KillAsync()
    {
        Kill();
        NpgsqlConnection.ClearAllPools();
        await Until.TrueAsync(AnswersAsync, answers => !answers);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        await KillAsync();
        await TemporaryFolders.DeleteAsync(_folder.FullName);
    }

    /// <summary>For programs that are not asynchronous.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static string[] AsOtherUser(string program, params string[] arguments) =>
        OtherUser is null ? [program, .. arguments] : ["runuser", "-u", OtherUser, "--", program, .. arguments];

    private static IEnumerable<string> Users() =>
        File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]) : [];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();

    private void Kill()
    {
        // The server's own processes end with it: each notices that its parent is gone.
        string file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return;
        try
        {
            using var server = Process.GetProcessById(id);
            server.Kill();
            server.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
