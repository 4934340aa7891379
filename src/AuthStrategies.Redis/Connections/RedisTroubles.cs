using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>Reads out of an exception why Redis could not answer, and says what to do about it.</summary>
internal static class RedisTroubles
{
    // What a command inside a script was refused with stands in the text of the script's own error, except on Redis 7 and later.
    private static readonly (string Word, RedisTrouble Trouble)[] Words =
    [
        ("READONLY ", RedisTrouble.ReadOnly),
        ("OOM ", RedisTrouble.OutOfMemory),
        ("WRONGTYPE ", RedisTrouble.WrongType),
        ("LOADING ", RedisTrouble.Loading),
        ("MASTERDOWN ", RedisTrouble.PrimaryDown),
        ("MISCONF ", RedisTrouble.WritesRefused),
        ("NOREPLICAS ", RedisTrouble.WritesRefused),
        ("CLUSTERDOWN ", RedisTrouble.ClusterDown),
        ("NOAUTH ", RedisTrouble.AccessDenied),
        ("NOPERM ", RedisTrouble.AccessDenied),
        ("The user executing the script", RedisTrouble.AccessDenied),
        ("script", RedisTrouble.ScriptFailed),
        ("Lua", RedisTrouble.ScriptFailed),
    ];

    public static RedisTrouble Of(Exception exception) => exception switch
    {
        RedisServerException refused => Of(refused),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => RedisTrouble.AccessDenied,
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => RedisTrouble.Loading,
        RedisConnectionException broken => broken.InnerException is RedisServerException refused ? Of(refused) : Word(broken.Message, RedisTrouble.Unreachable),
        ObjectDisposedException => RedisTrouble.Unreachable,
        TimeoutException => RedisTrouble.TimedOut,
        _ => RedisTrouble.Unexpected,
    };

    public static string Advice(RedisTrouble trouble) => trouble switch
    {
        RedisTrouble.Unreachable => "it has no connection to a primary; it will come back by itself. Is the address right and the server up?",
        RedisTrouble.TimedOut => "it did not answer in time. Whether it did what it was asked is not known.",
        RedisTrouble.Loading => "it is still loading its data.",
        RedisTrouble.ReadOnly => "the server is a replica now. The connection finds the new primary by itself if its configuration names it.",
        RedisTrouble.PrimaryDown => "the server is a replica that has lost its primary.",
        RedisTrouble.AccessDenied => "it refuses the user, the password or a command. Compare the server's ACL with the one in docs/redis.md.",
        RedisTrouble.OutOfMemory => "its memory is full (maxmemory). Give it more; logging out goes on meanwhile.",
        RedisTrouble.WrongType => "something that is no session is kept under one of its keys. Give each application a KeyPrefix of its own.",
        RedisTrouble.ScriptFailed => "it refused a script, or is busy with somebody else's. Redis 6.2 or later with scripting is needed (Garnet: EnableLua and LuaTransactionMode).",
        RedisTrouble.ClusterDown => "its cluster does not serve all slots.",
        RedisTrouble.WritesRefused => "it refuses writes: persistence is broken (MISCONF) or too few replicas are there (NOREPLICAS).",
        _ => "the inner exception says why.",
    };

    private static RedisTrouble Of(RedisServerException refused) => refused.Kind switch
    {
        RedisErrorKind.Loading => RedisTrouble.Loading,
        RedisErrorKind.ReadOnly => RedisTrouble.ReadOnly,
        RedisErrorKind.MasterDown => RedisTrouble.PrimaryDown,
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission or RedisErrorKind.NotPermitted => RedisTrouble.AccessDenied,
        RedisErrorKind.OutOfMemory => RedisTrouble.OutOfMemory,
        RedisErrorKind.WrongType => RedisTrouble.WrongType,
        RedisErrorKind.NoScript or RedisErrorKind.Busy => RedisTrouble.ScriptFailed,
        RedisErrorKind.ClusterDown or RedisErrorKind.TryAgain or RedisErrorKind.CrossSlot or RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.UnknownRedirectTarget => RedisTrouble.ClusterDown,
        RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas => RedisTrouble.WritesRefused,
        RedisErrorKind.ConnectionFault or RedisErrorKind.MaxClients => RedisTrouble.Unreachable,
        RedisErrorKind.Timeout => RedisTrouble.TimedOut,
        _ => Word(refused.Message, RedisTrouble.Unexpected),
    };

    private static RedisTrouble Word(string message, RedisTrouble otherwise)
    {
        foreach ((string word, RedisTrouble trouble) in Words)
        {
            if (message.Contains(word, StringComparison.Ordinal))
                return trouble;
        }

        return otherwise;
    }
}
