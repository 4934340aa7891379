using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AuthStrategies.EntityFrameworkCore.Tests.Servers;

/// <summary>A PostgreSQL of its own on a free port, in a folder of its own. It ends with the test, whatever becomes of that.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private const string Missing = "There is no PostgreSQL (initdb and postgres) on the PATH or under /usr/lib/postgresql. Install one (apt-get install postgresql) to run this test.";

    // PostgreSQL refuses to run as root.
    private static readonly string? Somebody = Environment.UserName == "root" ? (Users().Contains("postgres") ? "postgres" : "nobody") : null;
    private static readonly string? Programs = Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-postgres-");
    private readonly int _port = FreePort();

    private PostgresProcess()
    {
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=sessions;Timeout=5;Maximum Pool Size=60;Include Error Detail=true";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts one, or ignores the test where none is installed.</summary>
    public static async Task<PostgresProcess> StartAsync()
    {
        if (Programs is null)
            Assert.Ignore(Missing);

        var postgres = new PostgresProcess();
        if (Somebody is not null)
            await RunAsync("chown", Somebody, postgres._folder.FullName);
        await RunAsync(As("initdb", "-D", postgres.Data, "-U", "sessions", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        await postgres.StartAgainAsync();
        return postgres;
    }

    /// <summary>Starts it again on the same port and with the same data.</summary>
    public async Task StartAgainAsync()
    {
        string[] command = As("postgres", "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder.FullName, "-F", "-c", "max_connections=300", "-c", "deadlock_timeout=200ms");
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        using var deadline = new CancellationTokenSource(Until.Patience);
        Process? process = null;
        while (!await AnswersAsync())
        {
            // One that finds the remains of its killed predecessor still alive gives up at once.
            if (process is null or { HasExited: true })
                process = Launch(command);
            await Task.Delay(50, deadline.Token);
        }
    }

    /// <summary>kill -9: no farewell, nothing saved.</summary>
    public async Task KillAsync()
    {
        Kill();
        NpgsqlConnection.ClearAllPools();
        await Until.TrueAsync(async () => await AnswersAsync(), answers => !answers);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static string[] As(string program, params string[] words)
    {
        string[] command = [Path.Combine(Programs!, program), .. words];
        return Somebody is null ? command : ["runuser", "-u", Somebody, "--", .. command];
    }

    private static async Task RunAsync(params string[] command)
    {
        using Process process = Launch(command);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, string.Join(' ', command));
    }

    private static Process Launch(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static IEnumerable<string> Folders()
    {
        const string packaged = "/usr/lib/postgresql";
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Directory.Exists(packaged) ? Directory.EnumerateDirectories(packaged).Order().Reverse().Select(version => Path.Combine(version, "bin")).Concat(path) : path;
    }

    private static IEnumerable<string> Users() =>
        File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]) : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

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
        // The server's own children go with it: each notices that its parent is gone.
        string file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).First(), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return;
        try
        {
            using var server = Process.GetProcessById(id);
            server.Kill();
            server.WaitForExit();
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }
}
