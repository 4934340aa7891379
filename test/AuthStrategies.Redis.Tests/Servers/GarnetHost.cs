using AuthStrategies.Tests.Servers;
using Garnet;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>A Redis-compatible server inside the test process: nothing to install.</summary>
internal sealed class GarnetHost : IDisposable
{
    private readonly GarnetServer _server;

    public GarnetHost()
    {
        // Lua has to be switched on, and made to run a script as a whole: otherwise other calls come in between. The sizes are small; the default would take gigabytes.
        _server = new(["--port", $"{Port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--memory", "256m", "--page", "4m", "--index", "16m", "--logger-level", "Error"]);
        _server.Start();
    }

    public int Port { get; } = Ports.Next();

    public string EndPoint => $"127.0.0.1:{Port}";

    public void Dispose() => _server.Dispose();
}
