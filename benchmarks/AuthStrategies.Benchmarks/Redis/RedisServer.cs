using System.Diagnostics;
using System.Globalization;
using AuthStrategies.Load.Stores;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>A redis-server of our own on the loopback, which writes nothing down.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench-redis").FullName;
    private readonly Process _process;

    private RedisServer(string program)
    {
        int port = Programs.FreePort();
        EndPoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        _process = Programs.Start(program, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "");
        Programs.UntilOpenAsync(port).GetAwaiter().GetResult();
    }

    public string EndPoint { get; }

    /// <summary>Starts one, or says what to install.</summary>
    public static RedisServer? Start()
    {
        if (Programs.Find("redis-server") is { } program)
            return new(program);

        Console.Error.WriteLine("Not measured: there is no redis-server on the PATH. Install one (apt-get install redis-server).");
        return null;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
