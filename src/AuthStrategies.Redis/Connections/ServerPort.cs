using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds out over connections of its own what the client library does not say: that nothing listens, or that the port speaks TLS where the
/// configuration has none, or the reverse. Redis answers a TLS handshake with silence, so that the client library only reports that time is over.
/// Nothing secret is sent, and no certificate is accepted. Thread-safe.
/// </summary>
internal static class ServerPort
{
    private delegate Task<bool> Question(Socket socket, EndPoint endPoint, CancellationToken cancellationToken);

    /// <summary>Whether each of the servers refuses a connection. Sends nothing. Never fails.</summary>
    public static async Task<bool> AreUnreachableAsync(IEnumerable<EndPoint> endPoints)
    {
        bool?[] reached = await Task.WhenAll(endPoints.Select(endPoint => AskAsync(endPoint, static (_, _, _) => Task.FromResult(true)))).ConfigureAwait(false);
        return Array.TrueForAll(reached, server => server is null);
    }

    /// <summary>Whether the servers speak only the protocol that the configuration does not use. Never fails.</summary>
    /// <returns>
    /// <see cref="RedisFailureKind.Unreachable"/> if each refuses a connection, <see cref="RedisFailureKind.TlsFailed"/> if each of the others answers in the other
    /// protocol and not in that of the configuration; otherwise <see langword="null"/>.
    /// </returns>
    public static async Task<RedisFailureKind?> AskAsync(ConfigurationOptions configuration)
    {
        // The tunnel knows the way to the servers.
        if (configuration.Tunnel is not null)
            return null;
        bool?[] onlyOther = await Task.WhenAll(configuration.EndPoints.Select(endPoint => SpeaksOnlyOtherAsync(endPoint, configuration.Ssl))).ConfigureAwait(false);
        bool[] reached = [.. onlyOther.OfType<bool>()];
        if (reached.Length == 0)
            return RedisFailureKind.Unreachable;
        return Array.TrueForAll(reached, isOther => isOther) ? RedisFailureKind.TlsFailed : null;
    }

    /// <returns><see langword="null"/> if it refuses a connection.</returns>
    private static async Task<bool?> SpeaksOnlyOtherAsync(EndPoint endPoint, bool isTls)
    {
        (Question configured, Question other) = isTls ? ((Question)AnswersTlsAsync, (Question)AnswersPlainAsync) : (AnswersPlainAsync, AnswersTlsAsync);
        if (await AskAsync(endPoint, other).ConfigureAwait(false) is not true and var answer)
            return answer;
        // Some servers accept both, for a migration, or answer in plain text that they want TLS.
        return await AskAsync(endPoint, configured).ConfigureAwait(false) is not true;
    }

    /// <returns>Whether it answers; <see langword="null"/> if it refuses a connection.</returns>
    private static async Task<bool?> AskAsync(EndPoint endPoint, Question question)
    {
        // Where a network answers nothing, connecting takes minutes.
        using CancellationTokenSource limit = new(ConnectionAttempt.Limit, TimeProvider.System);
        try
        {
            using Socket socket = endPoint is UnixDomainSocketEndPoint ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new(SocketType.Stream, ProtocolType.Tcp);
            return await IsReachedAsync(socket, endPoint, limit.Token).ConfigureAwait(false) ? await question(socket, endPoint, limit.Token).ConfigureAwait(false) : null;
        }
#pragma warning disable CA1031 // No answer, a connection that the server closed, or another kind of address, which only the client library knows.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static async Task<bool> IsReachedAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            // Looking up a name may not end when it is cancelled. Its failure is observed then.
            Task connected = socket.ConnectAsync(endPoint, cancellationToken).AsTask();
            _ = connected.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await connected.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Redis answers "+PONG", or "-" and why it does not.
    private static async Task<bool> AnswersPlainAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        await socket.SendAsync("PING\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        byte[] first = new byte[1];
        return await socket.ReceiveAsync(first, cancellationToken).ConfigureAwait(false) == 1 && first[0] is (byte)'+' or (byte)'-';
    }

    private static async Task<bool> AnswersTlsAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        FirstByteStream stream = new(socket);
        SslStream tls = new(stream);
        await using (tls.ConfigureAwait(false))
        {
            try
            {
                // Some servers have several names.
                string host = endPoint is DnsEndPoint named ? named.Host : "";
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The handshake never completes; the first byte of the answer is what is looked for.
            catch (Exception)
#pragma warning restore CA1031
            {
                return stream.IsTls;
            }

            return stream.IsTls;
        }
    }
}
