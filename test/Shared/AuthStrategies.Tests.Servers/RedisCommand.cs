using System.Net.Sockets;
using System.Text;

namespace AuthStrategies.Tests.Servers;

/// <summary>Sends one inline command over a socket, without a client library.</summary>
public static class RedisCommand
{
    /// <returns>The beginning of the answer; empty if there is none.</returns>
    public static async Task<string> SendAsync(int port, string command)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
            byte[] buffer = new byte[4096];
            int read = await client.GetStream().ReadAsync(buffer);
            return Encoding.ASCII.GetString(buffer, 0, read);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return string.Empty;
        }
    }
}
