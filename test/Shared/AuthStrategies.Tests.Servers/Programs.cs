using System.Diagnostics;

namespace AuthStrategies.Tests.Servers;

/// <summary>Programs that are installed on this machine.</summary>
internal static class Programs
{
    private const string PostgresPackages = "/usr/lib/postgresql";

    /// <summary>The full path of a program on the PATH or in a package of PostgreSQL, the newest package first; null if there is none.</summary>
    public static string? Find(string name) => Folders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts a program and discards its output.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, string workingDirectory = "/")
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static IEnumerable<string> Folders()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Directory.Exists(PostgresPackages)
            ? Directory.EnumerateDirectories(PostgresPackages).OrderDescending().Select(version => Path.Combine(version, "bin")).Concat(path)
            : path;
    }
}
