using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>A server in a separate process on the first core, and the clients that load it from here.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int Connections = 8;

    private readonly Process _process;
    private readonly int _port;
    private readonly byte[] _request;
    private readonly Socket[] _sockets;
    private int _answerLength;

    private ServerProcess(string name, Process process, Uri address, string header)
    {
        Name = name;
        _process = process;
        _port = address.Port;
        _request = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {address.Authority}\r\n{header}\r\n\r\n");
        _sockets = [.. Enumerable.Range(0, Connections).Select(_ => Connect())];
    }

    public string Name { get; }

    public static ServerProcess Start(string name) => Start(name, session: null);

    /// <summary>Starts a server with a session that is made already.</summary>
    public static ServerProcess Start(string name, KeyValuePair<string, string?>? session)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [BenchServer.Command, name]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (session is { } made)
            start.Environment.Add(made);
        var process = Process.Start(start)!;
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            process.ProcessorAffinity = 1;
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server of \"{name}\" did not start.");
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return new(name, process, new Uri(line[..space]), line[(space + 1)..]);
    }

    /// <summary>One request; whether it was answered 200.</summary>
    public bool Try() => Exchange(_sockets[0], new byte[8192], out _).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);

    /// <summary>Sends so many requests; the processor time the server took for each, in microseconds.</summary>
    public double Load(int requests)
    {
        if (_answerLength == 0)
            Exchange(_sockets[0], new byte[8192], out _answerLength);
        long before = CpuTicks();
        Thread[] clients = [.. _sockets.Select(socket => new Thread(() => Send(socket, requests / Connections)))];
        foreach (Thread client in clients)
            client.Start();
        foreach (Thread client in clients)
            client.Join();
        return TimeSpan.FromTicks(CpuTicks() - before).TotalMicroseconds / requests;
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill();
        _process.Dispose();
    }

    private void Send(Socket socket, int requests)
    {
        byte[] buffer = new byte[8192];
        for (int i = 0; i < requests; i++)
        {
            socket.Send(_request);
            for (int received = 0; received < _answerLength;)
                received += socket.Receive(buffer);
        }
    }

    private string Exchange(Socket socket, byte[] buffer, out int length)
    {
        socket.Send(_request);
        string text = "";
        do
        {
            text += Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
        }
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) || !(text.EndsWith("0\r\n\r\n", StringComparison.Ordinal) || text.EndsWith("ok", StringComparison.Ordinal) || text.Contains("Content-Length: 0", StringComparison.Ordinal)));
        length = text.Length;
        return text;
    }

    private long CpuTicks()
    {
        using HttpClient client = new();
        return long.Parse(client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/cpu")).GetAwaiter().GetResult(), CultureInfo.InvariantCulture);
    }

    private Socket Connect()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect("127.0.0.1", _port);
        return socket;
    }
}
