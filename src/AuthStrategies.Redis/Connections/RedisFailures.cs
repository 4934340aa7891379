using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>Finds out from an exception why Redis could not answer, and says what to do about it.</summary>
internal static class RedisFailures
{
    // Before Redis 7, the reason why a command inside a script was refused stands only in the text of the script's error.
    private static readonly (string Word, RedisFailureKind Kind)[] Words =
    [
        ("READONLY ", RedisFailureKind.ReadOnly),
        ("OOM ", RedisFailureKind.OutOfMemory),
        ("WRONGTYPE ", RedisFailureKind.WrongType),
        ("LOADING ", RedisFailureKind.Loading),
        ("MASTERDOWN ", RedisFailureKind.PrimaryDown),
        ("MISCONF ", RedisFailureKind.WritesRefused),
        ("NOREPLICAS ", RedisFailureKind.WritesRefused),
        ("CLUSTERDOWN ", RedisFailureKind.ClusterDown),
        ("NOAUTH ", RedisFailureKind.AccessDenied),
        ("NOPERM ", RedisFailureKind.AccessDenied),
        ("The user executing the script", RedisFailureKind.AccessDenied),
        ("script", RedisFailureKind.ScriptFailed),
        ("Lua", RedisFailureKind.ScriptFailed),
    ];

    public static RedisFailureKind Of(Exception exception) => exception switch
    {
        RedisServerException refused => Of(refused),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => RedisFailureKind.AccessDenied,
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => RedisFailureKind.Loading,
        RedisConnectionException broken => broken.InnerException is RedisServerException refused ? Of(refused) : Word(broken.Message, RedisFailureKind.Unreachable),
        ObjectDisposedException => RedisFailureKind.Unreachable,
        TimeoutException => RedisFailureKind.TimedOut,
        _ => RedisFailureKind.Unexpected,
    };

    public static string Advice(RedisFailureKind kind) => kind switch
    {
        RedisFailureKind.Unreachable => "there is no connection to a primary. The client reconnects automatically. Check that the address is right and the server is running.",
        RedisFailureKind.TimedOut => "it did not answer in time. The result of the call is not known.",
        RedisFailureKind.Loading => "it is loading its data.",
        RedisFailureKind.ReadOnly => "the server is now a replica. The client finds the new primary automatically if the configuration names it.",
        RedisFailureKind.PrimaryDown => "the server is a replica that has lost its primary.",
        RedisFailureKind.AccessDenied => "it refuses the user, the password or a command. Compare the server's ACL with the one in docs/redis.md.",
        RedisFailureKind.OutOfMemory => "its memory is full (maxmemory). Give it more memory. Sessions can still be ended.",
        RedisFailureKind.WrongType => "a key has a value that is not a session. Give each application a different KeyPrefix.",
        RedisFailureKind.ScriptFailed => "it refused a script or is running another script. The store needs Redis 6.2 or later with scripting (Garnet: EnableLua and LuaTransactionMode).",
        RedisFailureKind.ClusterDown => "its cluster does not serve all slots.",
        RedisFailureKind.WritesRefused => "it refuses writes, because persistence fails (MISCONF) or there are too few replicas (NOREPLICAS).",
        _ => "the inner exception says why.",
    };

    private static RedisFailureKind Of(RedisServerException refused) => refused.Kind switch
    {
        RedisErrorKind.Loading => RedisFailureKind.Loading,
        RedisErrorKind.ReadOnly => RedisFailureKind.ReadOnly,
        RedisErrorKind.MasterDown => RedisFailureKind.PrimaryDown,
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission or RedisErrorKind.NotPermitted => RedisFailureKind.AccessDenied,
        RedisErrorKind.OutOfMemory => RedisFailureKind.OutOfMemory,
        RedisErrorKind.WrongType => RedisFailureKind.WrongType,
        RedisErrorKind.NoScript or RedisErrorKind.Busy => RedisFailureKind.ScriptFailed,
        RedisErrorKind.ClusterDown or RedisErrorKind.TryAgain or RedisErrorKind.CrossSlot or RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.UnknownRedirectTarget => RedisFailureKind.ClusterDown,
        RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas => RedisFailureKind.WritesRefused,
        RedisErrorKind.ConnectionFault or RedisErrorKind.MaxClients => RedisFailureKind.Unreachable,
        RedisErrorKind.Timeout => RedisFailureKind.TimedOut,
        _ => Word(refused.Message, RedisFailureKind.Unexpected),
    };

    private static RedisFailureKind Word(string message, RedisFailureKind otherwise)
    {
        foreach ((string word, RedisFailureKind kind) in Words)
        {
            if (message.Contains(word, StringComparison.Ordinal))
                return kind;
        }

        return otherwise;
    }
}
