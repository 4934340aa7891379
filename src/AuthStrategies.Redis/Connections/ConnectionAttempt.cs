using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Tries once to connect, only to learn why the server refuses. A connection that the client library opens again and again says so late, or
/// names another reason: an attempt that took too long hides the one that was refused. Thread-safe.
/// </summary>
internal static class ConnectionAttempt
{
    /// <summary>The longest time, in milliseconds, that an attempt may take.</summary>
    private const int Limit = 2_000;

    /// <summary>Connects and closes the connection again. Never fails.</summary>
    /// <returns>Why the server refuses, if it does: <see cref="IsRefusal"/>. <see cref="RedisFailureKind.Unexpected"/> if nothing is known.</returns>
    public static async Task<RedisFailureKind> TryAsync(ConfigurationOptions configuration)
    {
        try
        {
            ConnectionMultiplexer connected = await ConnectionMultiplexer.ConnectAsync(Once(configuration)).ConfigureAwait(false);
            await connected.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Every exception is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RedisFailureKind kind = RedisFailures.Of(exception);
            if (IsRefusal(kind))
                return kind;
        }

        return RedisFailureKind.Unexpected;
    }

    /// <summary>Whether a server was reached and said why it does not serve. Only this replaces "no connection" and "no answer".</summary>
    public static bool IsRefusal(RedisFailureKind kind) => kind is RedisFailureKind.AccessDenied or RedisFailureKind.TlsFailed or RedisFailureKind.Loading;

    private static ConfigurationOptions Once(ConfigurationOptions configuration)
    {
        ConfigurationOptions once = configuration.Clone();
        once.AbortOnConnectFail = true;
        once.ConnectRetry = 1;
        once.ConnectTimeout = Math.Min(once.ConnectTimeout, Limit);
        // The connection in use logs what the application wants to see.
        once.LoggerFactory = NullLoggerFactory.Instance;
        return once;
    }
}
