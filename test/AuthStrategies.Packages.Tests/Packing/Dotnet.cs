using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AuthStrategies.Packages.Tests.Packing;

/// <summary>Runs <c>dotnet</c> commands as a user would.</summary>
internal static partial class Dotnet
{
    private const int Attempts = 3;

    /// <summary>Runs a command to its end and returns what it wrote. Ignores the test if a feed cannot give a package that is not ours.</summary>
    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        string command = $"dotnet {string.Join(' ', arguments)}";
        for (int attempt = 1; ; attempt++)
        {
            (int exitCode, string output) = await RunOnceAsync(folder, arguments);
            if (exitCode == 0)
                return output;
            // A source that does not answer may do so in a moment.
            if (attempt < Attempts && output.Contains("error NU1301: ", StringComparison.Ordinal))
                continue;
            if (MissingPackage().Match(output) is { Success: true } missing)
                Assert.Ignore($"{command}: the package sources of this machine do not serve what the SDK needs: {missing.Value}");
            throw new InvalidOperationException($"{command} ended with {exitCode}:\n{output}");
        }
    }

    private static async Task<(int ExitCode, string Output)> RunOnceAsync(string folder, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // Build servers would outlive the test and keep its files open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    // NU1101: no such package. NU1102: not in this version. NU1301: the source does not answer.
    [GeneratedRegex("error NU1301: .*|error NU110[12]: (?!.*AuthStrategies).*")]
    private static partial Regex MissingPackage();
}
