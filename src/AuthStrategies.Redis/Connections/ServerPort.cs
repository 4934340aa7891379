using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds out over a plain connection what the client library does not say: that nothing listens, or that the port speaks TLS where the
/// configuration has none, or the reverse. Redis answers a TLS handshake with silence, so that the client library only reports that time is over. Thread-safe.
/// </summary>
internal static class ServerPort
{
    /// <summary>Whether each of the servers refuses a connection, which sends nothing. Never fails.</summary>
    public static async Task<bool> AreUnreachableAsync(IEnumerable<EndPoint> endPoints)
    {
        RedisFailureKind[] kinds = await Task.WhenAll(endPoints.Select(endPoint => AskAsync(endPoint, static (_, _) => Task.FromResult(false)))).ConfigureAwait(false);
        return AreUnreachable(kinds);
    }

    /// <summary>Asks each server in the protocol that the configuration does not use. No secret is sent. Never fails.</summary>
    /// <returns>
    /// <see cref="RedisFailureKind.TlsFailed"/> if one answers in that protocol, <see cref="RedisFailureKind.Unreachable"/> if each refuses a connection,
    /// otherwise <see cref="RedisFailureKind.Unexpected"/>.
    /// </returns>
    public static async Task<RedisFailureKind> AskAsync(ConfigurationOptions configuration)
    {
        // The tunnel knows the way to the servers.
        if (configuration.Tunnel is not null)
            return RedisFailureKind.Unexpected;
        Func<Socket, CancellationToken, Task<bool>> other = configuration.Ssl ? AnswersWithoutTlsAsync : AnswersWithTlsAsync;
        RedisFailureKind[] kinds = await Task.WhenAll(configuration.EndPoints.Select(endPoint => AskAsync(endPoint, other))).ConfigureAwait(false);
        if (kinds.Contains(RedisFailureKind.TlsFailed))
            return RedisFailureKind.TlsFailed;
        return AreUnreachable(kinds) ? RedisFailureKind.Unreachable : RedisFailureKind.Unexpected;
    }

    private static bool AreUnreachable(RedisFailureKind[] kinds) => Array.TrueForAll(kinds, kind => kind is RedisFailureKind.Unreachable);

    private static async Task<RedisFailureKind> AskAsync(EndPoint endPoint, Func<Socket, CancellationToken, Task<bool>> answersInOther)
    {
        // Where a network answers nothing, connecting takes minutes.
        using CancellationTokenSource limit = new(ConnectionAttempt.Limit, TimeProvider.System);
        try
        {
            using Socket socket = endPoint is UnixDomainSocketEndPoint ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new(SocketType.Stream, ProtocolType.Tcp);
            if (!await IsReachedAsync(socket, endPoint, limit.Token).ConfigureAwait(false))
                return RedisFailureKind.Unreachable;
            return await answersInOther(socket, limit.Token).ConfigureAwait(false) ? RedisFailureKind.TlsFailed : RedisFailureKind.Unexpected;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or NotSupportedException or ArgumentException)
        {
            // No answer, a connection that the server closed, or another kind of address, which only the client library knows.
            return RedisFailureKind.Unexpected;
        }
    }

    private static async Task<bool> IsReachedAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Redis answers "+PONG", or "-" and why it does not. A server that speaks TLS sends an alert, whose first byte is another, or closes the connection.
    private static async Task<bool> AnswersWithoutTlsAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.SendAsync("PING\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        byte[] first = new byte[1];
        return await socket.ReceiveAsync(first, cancellationToken).ConfigureAwait(false) == 1 && first[0] is (byte)'+' or (byte)'-';
    }

    // A certificate is the answer that is looked for. It is never accepted, so nothing is sent over the connection.
    private static async Task<bool> AnswersWithTlsAsync(Socket socket, CancellationToken cancellationToken)
    {
        bool hasCertificate = false;
        NetworkStream stream = new(socket, ownsSocket: false);
        SslStream tls = new(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            hasCertificate = certificate is not null;
            return false;
        });
        await using (tls.ConfigureAwait(false))
        {
            try
            {
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "" }, cancellationToken).ConfigureAwait(false);
            }
            catch (AuthenticationException)
            {
                // The certificate was refused, or the server does not speak TLS.
            }

            return hasCertificate;
        }
    }
}
