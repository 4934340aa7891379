using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AuthStrategies.Tests.Servers;

/// <summary>Sends one inline command over a socket, without a client library.</summary>
public static class RedisCommand
{
    /// <param name="port">The port of the server.</param>
    /// <param name="command">The command.</param>
    /// <param name="password">The password of the default user, if it has one.</param>
    /// <returns>The answer, as it is sent; empty if there is none.</returns>
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
        StringBuilder answer = new();
        int read;
        do
        {
            read = await client.GetStream().ReadAsync(buffer);
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        while (read > 0 && EndOf(answer.ToString(), 0) < 0);

        return answer.ToString();
    }

    /// <summary>Where the value that begins at a place ends: a line, or as many bytes or values as its first line says. Negative if more of it is to come.</summary>
    private static int EndOf(string answer, int start)
    {
        int line = answer.IndexOf("\r\n", start, StringComparison.Ordinal);
        if (line < 0)
            return -1;

        int end = line + 2;
        if (answer[start] is not ('$' or '*') || !int.TryParse(answer.AsSpan(start + 1, line - start - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) || count < 0)
            return end;
        if (answer[start] == '$')
            return end + count + 2 <= answer.Length ? end + count + 2 : -1;
        for (int i = 0; i < count && end >= 0; i++)
            end = EndOf(answer, end);
        return end;
    }
}
