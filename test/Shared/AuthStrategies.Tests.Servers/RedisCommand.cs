using System.Net.Sockets;
using System.Text;

namespace AuthStrategies.Tests.Servers;

/// <summary>Sends one inline command over a socket, without a client library.</summary>
public static class RedisCommand
{
    /// <param name="port">The port of the server.</param>
    /// <param name="command">The command.</param>
    /// <param name="password">The password of the default user, if it has one.</param>
    /// <returns>The beginning of the answer; empty if there is none.</returns>
    public static async Task<string> SendAsync(int port, string command, string? password = null)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            if (password is not null)
                await AskAsync(client, $"AUTH {password}");
            return await AskAsync(client, command);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return string.Empty;
        }
    }

    private static async Task<string> AskAsync(TcpClient client, string command)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        byte[] buffer = new byte[32_768];
        int read = await client.GetStream().ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
