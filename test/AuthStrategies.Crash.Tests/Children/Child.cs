using System.Diagnostics;

namespace AuthStrategies.Crash.Tests.Children;

/// <summary>A process of the application that dies by SIGKILL, of itself or from outside.</summary>
internal sealed class Child : IDisposable
{
    /// <summary>128 + 9: what is said of a process that was ended by SIGKILL.</summary>
    private const int Killed = 137;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Child(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static Child Start(ChildArguments arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(Node).Assembly.Location, .. arguments.ToArguments()]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return new(Process.Start(start)!);
    }

    /// <summary>Plays one act to its end, and says what the clients were told.</summary>
    public static async Task<ClientLog> PlayAsync(ChildArguments arguments, ClientSession session, ClientSession other)
    {
        using Child child = Start(arguments);
        await child._process.StandardInput.WriteLineAsync(session.ToLine());
        await child._process.StandardInput.WriteLineAsync(other.ToLine());
        await child._process.StandardInput.FlushAsync();
        return new(await child.ReadToEndAsync());
    }

    /// <summary>The next line, or nothing when it is dead.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>What it says until it is dead; demands that it dies as it was meant to.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        List<string> lines = [];
        while (await ReadLineAsync() is { } line)
            lines.Add(line);
        await IsKilledAsync();
        return lines;
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task IsKilledAsync()
    {
        await _process.WaitForExitAsync();
        string errors = await _errors;
        if (!OperatingSystem.IsWindows())
            Assert.That(_process.ExitCode, Is.EqualTo(Killed), $"the process was to die by SIGKILL; it said: {errors}");
    }
}
