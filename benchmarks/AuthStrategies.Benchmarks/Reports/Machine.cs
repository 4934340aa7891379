using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AuthStrategies.Benchmarks.Reports;

/// <summary>On what, when and of which sources something was measured.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, {RuntimeInformation.FrameworkDescription}; {DateTime.UtcNow:yyyy-MM-dd}, commit {Commit()}.");

    private static string Processor()
    {
        const string Path = "/proc/cpuinfo";
        string? line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Commit()
    {
        try
        {
            using Process git = Process.Start(new ProcessStartInfo("git", "rev-parse --short HEAD") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
