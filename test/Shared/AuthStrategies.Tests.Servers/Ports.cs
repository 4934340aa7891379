using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AuthStrategies.Tests.Servers;

/// <summary>Ports that no program listens on.</summary>
public static class Ports
{
    // A cluster node listens on its port + 10,000 as well, and both should lie below the ports that outgoing connections take.
    private const int First = 11_000;
    private const int Last = 19_000;

    // One file for each port that was given to a test process, locked until that process ends.
    private static readonly DirectoryInfo Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"auth-test-ports-{Environment.UserName}"));
    private static readonly ConcurrentBag<FileStream> Locks = [];

    private static int _next = First + (Environment.ProcessId * 37 % (Last - First));

    /// <summary>A port that is free, and was not given to another caller in this or another test process.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + (Interlocked.Increment(ref _next) % (Last - First));
            if (IsFree(port) && IsFree(port + 10_000) && TryLock(port))
                return port;
        }
    }

    // A server may start long after its port was found free, or be down for a while. No test process may take the port in that time.
    private static bool TryLock(int port)
    {
        try
        {
            Locks.Add(new(Path.Combine(Folder.FullName, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
