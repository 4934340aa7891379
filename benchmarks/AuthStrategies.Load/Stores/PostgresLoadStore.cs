using System.Diagnostics;
using System.Globalization;
using AuthStrategies.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuthStrategies.Load.Stores;

/// <summary>A PostgreSQL of our own; it is killed and started again.</summary>
internal sealed class PostgresLoadStore : ILoadStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("load-postgres").FullName;
    private readonly int _port = Programs.FreePort();
    private Process? _server;

    public string Name => "postgresql";

    public string? Missing => Programs.Find("initdb") is null ? "PostgreSQL (initdb, postgres) is not on the PATH or under /usr/lib/postgresql." : null;

    public TimeSpan MaxStaleness => TimeSpan.Zero;

    private string Data => Path.Combine(_folder, "data");

    private string Connection => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=sessions;Timeout=5;Maximum Pool Size=40";

    // PostgreSQL refuses to run as root.
    private static string? Somebody => Environment.UserName != "root" ? null : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    public async Task StartAsync()
    {
        if (Somebody is { } user)
            await FinishAsync(Programs.Start("chown", user, _folder));
        await FinishAsync(Run("initdb", "-D", Data, "-U", "sessions", "-A", "trust", "-E", "UTF8", "--locale=C"));
        await LaunchAsync();
        await using AuthStrategySessionsContext context = new(new DbContextOptionsBuilder<AuthStrategySessionsContext>().UseNpgsql(Connection).Options);
        await context.Database.EnsureCreatedAsync();
    }

    public void Use(IAuthStrategyBuilder builder) => builder.UseEntityFramework(database => database.UseNpgsql(Connection));

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await KillAsync();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task KillAsync()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    private async Task LaunchAsync()
    {
        // It finds the remains of its killed predecessor and gives up until they are gone.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if (_server is null || _server.HasExited)
                _server = Run("postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", _folder, "-c", "max_connections=200");
            if (await AnswersAsync())
                return;

            await Task.Delay(200);
        }

        throw new TimeoutException("PostgreSQL does not start.");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using NpgsqlConnection connection = new(Connection + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Process Run(string program, params string[] words)
    {
        string path = Programs.Find(program)!;
        return Somebody is { } user ? Programs.Start("runuser", ["-u", user, "--", path, .. words]) : Programs.Start(path, words);
    }

    private static async Task FinishAsync(Process process)
    {
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}.");
        process.Dispose();
    }
}
