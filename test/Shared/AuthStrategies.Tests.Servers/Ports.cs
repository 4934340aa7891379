using System.Net;
using System.Net.Sockets;

namespace AuthStrategies.Tests.Servers;

/// <summary>Ports that no program listens on.</summary>
public static class Ports
{
    // A cluster node listens on its port + 10,000 as well, and both should lie below the ports that outgoing connections take.
    private const int First = 11_000;
    private const int Last = 19_000;

    private static int _next = First + (Environment.ProcessId * 37 % (Last - First));

    /// <summary>A port that is free, and was not given to another caller in this process.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + (Interlocked.Increment(ref _next) % (Last - First));
            if (IsFree(port) && IsFree(port + 10_000))
                return port;
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
