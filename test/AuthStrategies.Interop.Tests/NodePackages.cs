using System.ComponentModel;
using System.Diagnostics;

namespace AuthStrategies.Interop.Tests;

/// <summary>Installs the npm packages of the lock file beside the test assembly, unless that has been done.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Node");

    /// <exception cref="NodeMissingException">npm is not there, or could not install.</exception>
    public static async Task InstallAsync()
    {
        string wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        string installed = Path.Combine(Folder, "node_modules", ".installed");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
            return;

        string[] arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--fetch-retries=5"];
        try
        {
            await RunNpmAsync(arguments);
        }
        catch (NodeMissingException exception) when (exception.InnerException is not Win32Exception)
        {
            // A registry that does not answer may do so in a moment.
            await RunNpmAsync(arguments);
        }

        await File.WriteAllTextAsync(installed, wanted);
    }

    private static async Task RunNpmAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process npm = Process.Start(start)!;
            using CancellationTokenSource impatience = new(Patience);
            Task<string> output = npm.StandardOutput.ReadToEndAsync(impatience.Token);
            Task<string> errors = npm.StandardError.ReadToEndAsync(impatience.Token);
            await npm.WaitForExitAsync(impatience.Token);
            if (npm.ExitCode != 0)
                throw new NodeMissingException($"npm could not install the packages: {await errors}{await output}");
        }
        catch (Exception exception) when (exception is Win32Exception or OperationCanceledException)
        {
            throw new NodeMissingException(exception is Win32Exception ? "npm was not found." : "npm did not come to an end.", exception);
        }
    }
}
