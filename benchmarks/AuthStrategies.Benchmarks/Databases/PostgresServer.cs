using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AuthStrategies.Benchmarks.Databases;

/// <summary>A PostgreSQL of our own in a temporary folder, from the programs that are installed.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly string? Programs = Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    // PostgreSQL refuses to run as root.
    private static readonly string? Somebody = Environment.UserName != "root" ? null : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-postgres-");
    private readonly int _port = FreePort();

    public PostgresServer()
    {
        if (Somebody is not null)
            Finish(Process.Start("chown", [Somebody, _folder.FullName]));
        Finish(Launch("initdb", "-D", Data, "-U", "sessions", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        using Process server = Launch("postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", _folder.FullName);
        for (int attempt = 0; !Answers(); attempt++)
        {
            if (attempt == 300)
                throw new TimeoutException("PostgreSQL does not start.");
            Thread.Sleep(100);
        }
    }

    public static bool IsInstalled => Programs is not null;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=sessions";

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Finish(Launch("pg_ctl", "stop", "-D", Data, "-m", "immediate"));
        _folder.Delete(recursive: true);
    }

    private static IEnumerable<string> Folders()
    {
        const string packaged = "/usr/lib/postgresql";
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Directory.Exists(packaged) ? path.Concat(Directory.GetDirectories(packaged).Order().Reverse().Select(version => Path.Combine(version, "bin"))) : path;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Launch(string program, params string[] words)
    {
        string[] command = [Path.Combine(Programs!, program), .. words];
        if (Somebody is not null)
            command = ["runuser", "-u", Somebody, "--", .. command];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Finish(Process process)
    {
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}.");
        process.Dispose();
    }

    private bool Answers()
    {
        try
        {
            using NpgsqlConnection connection = new(ConnectionString + ";Pooling=false");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
