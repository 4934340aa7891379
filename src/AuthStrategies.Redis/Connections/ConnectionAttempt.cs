using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Tries once to connect, only to learn why the server refuses. A connection that the client library opens again and again says so late, or
/// names another reason: an attempt that took too long hides the one that was refused. Thread-safe.
/// </summary>
/// <remarks>The client library opens a few connections for it, in a cluster to each server.</remarks>
internal static class ConnectionAttempt
{
    /// <summary>The longest time of each step: to connect, to ask and to close.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The time from the end of a question to the next. A server that refuses notes each attempt, and the connection in use needs its connections.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer counts: longer than from one question to the end of the next, so that it counts as long as calls fail, and no longer.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(15);

    private const int Repetitions = 4;

    /// <summary>Connects, sends a command that changes nothing, and closes the connection again. Never fails.</summary>
    /// <param name="configuration">How to connect.</param>
    /// <param name="isClosed">Whether the answer is not needed any more: then no further connection is opened.</param>
    /// <returns>
    /// <see langword="null"/> if the server serves. Why it does not, if it says so (<see cref="IsRefusal"/>); <see cref="RedisFailureKind.Unreachable"/> if
    /// nothing listens there; <see cref="RedisFailureKind.TimedOut"/> if it says nothing.
    /// </returns>
    public static async Task<RedisFailureKind?> TryAsync(ConfigurationOptions configuration, Func<bool> isClosed)
    {
        if (isClosed())
            return RedisFailureKind.TimedOut;
        long start = TimeProvider.System.GetTimestamp();
        // First, because the client library waits for a handshake until its time is over, and a server with TLS refuses another question at once.
        if (configuration.Ssl && await ServerPort.AskAsync(configuration).ConfigureAwait(false) is { } withoutTls)
            return withoutTls;
        if (isClosed())
            return RedisFailureKind.TimedOut;
        // The exception of connecting names a refused user reliably, and no other reason. The command that finds no connection names each reason, if no
        // later attempt of the client library has replaced it.
        RedisFailureKind? kind = await ConnectAsync(configuration, endsWithoutConnection: true).ConfigureAwait(false);
        for (int i = 0; i < Repetitions && kind is RedisFailureKind.Unreachable && TimeProvider.System.GetElapsedTime(start) < Limit && !isClosed(); i++)
            kind = await ConnectAsync(configuration, endsWithoutConnection: false).ConfigureAwait(false);
        if (kind is null || IsRefusal(kind))
            return kind;
        // Last, because a server without TLS does not answer this question.
        if (!configuration.Ssl && !isClosed() && await ServerPort.AskAsync(configuration).ConfigureAwait(false) is { } withTls)
            return withTls;
        return RedisFailureKind.TimedOut;
    }

    /// <summary>Whether a server was reached and said why it does not serve.</summary>
    public static bool IsRefusal(RedisFailureKind? kind) => kind is RedisFailureKind.AccessDenied or RedisFailureKind.TlsFailed or RedisFailureKind.Loading;

    /// <returns>Why there is no connection; <see langword="null"/> if there is one.</returns>
    private static async Task<RedisFailureKind?> ConnectAsync(ConfigurationOptions configuration, bool endsWithoutConnection)
    {
        try
        {
            ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(Once(configuration, endsWithoutConnection)).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                await PingAsync(connection).WaitAsync(Limit, TimeProvider.System).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Every exception is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return RedisFailures.Of(exception);
        }
    }

    // A Sentinel is no primary.
    private static Task<TimeSpan> PingAsync(ConnectionMultiplexer connection) =>
        connection.GetServers() is [{ ServerType: ServerType.Sentinel } sentinel] ? sentinel.PingAsync() : connection.GetDatabase().PingAsync(CommandFlags.DemandMaster);

    private static ConfigurationOptions Once(ConfigurationOptions configuration, bool endsWithoutConnection)
    {
        ConfigurationOptions once = configuration.Clone();
        once.ConnectRetry = 1;
        once.AbortOnConnectFail = endsWithoutConnection;
        // Without a connection the command fails at once.
        once.BacklogPolicy = BacklogPolicy.FailFast;
        once.ConnectTimeout = Math.Min(once.ConnectTimeout, (int)Limit.TotalMilliseconds);
        once.AsyncTimeout = once.SyncTimeout = (int)Limit.TotalMilliseconds;
        // The connection in use logs what the application wants to see.
        once.LoggerFactory = NullLoggerFactory.Instance;
        return once;
    }
}
