using System.Collections.Frozen;
using System.Security.Authentication;
using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>Finds out from an exception why Redis could not answer, and says what to do about it.</summary>
internal static class RedisFailures
{
    // The first word of an error. Only StackExchange.Redis 3 reports it as a value.
    private static readonly FrozenDictionary<string, RedisFailureKind> Codes = new Dictionary<string, RedisFailureKind>
    {
        ["LOADING"] = RedisFailureKind.Loading,
        ["READONLY"] = RedisFailureKind.ReadOnly,
        ["MASTERDOWN"] = RedisFailureKind.PrimaryDown,
        ["NOAUTH"] = RedisFailureKind.AccessDenied,
        ["WRONGPASS"] = RedisFailureKind.AccessDenied,
        ["NOPERM"] = RedisFailureKind.AccessDenied,
        // Protected mode: a server without a password serves its own machine only.
        ["DENIED"] = RedisFailureKind.AccessDenied,
        ["OOM"] = RedisFailureKind.OutOfMemory,
        ["WRONGTYPE"] = RedisFailureKind.WrongType,
        ["NOSCRIPT"] = RedisFailureKind.ScriptFailed,
        ["BUSY"] = RedisFailureKind.ScriptFailed,
        ["UNKILLABLE"] = RedisFailureKind.ScriptFailed,
        ["CLUSTERDOWN"] = RedisFailureKind.ClusterDown,
        ["TRYAGAIN"] = RedisFailureKind.ClusterDown,
        ["CROSSSLOT"] = RedisFailureKind.ClusterDown,
        ["MOVED"] = RedisFailureKind.ClusterDown,
        ["ASK"] = RedisFailureKind.ClusterDown,
        ["MISCONF"] = RedisFailureKind.WritesRefused,
        ["NOREPLICAS"] = RedisFailureKind.WritesRefused,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Before Redis 7, the reason why a command inside a script was refused stands only in the text of the script's error.
    // The client library writes texts of its own about an unknown target of MOVED.
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
        ("WRONGPASS ", RedisFailureKind.AccessDenied),
        ("NOPERM ", RedisFailureKind.AccessDenied),
        ("operation not permitted", RedisFailureKind.AccessDenied),
        ("invalid password", RedisFailureKind.AccessDenied),
        ("The user executing the script", RedisFailureKind.AccessDenied),
        ("ACL failure", RedisFailureKind.AccessDenied),
        ("max number of clients", RedisFailureKind.Unreachable),
        ("hashslot", RedisFailureKind.ClusterDown),
        ("MOVED", RedisFailureKind.ClusterDown),
        ("script", RedisFailureKind.ScriptFailed),
        ("Lua", RedisFailureKind.ScriptFailed),
    ];

    public static RedisFailureKind Of(Exception exception) => exception switch
    {
        RedisServerException refused => OfText(refused.Message, RedisFailureKind.Unexpected),
        AuthenticationException => RedisFailureKind.TlsFailed,
        // The client library calls a failed TLS handshake an authentication failure too.
        RedisConnectionException broken when IsTls(broken, broken.FailureType) => RedisFailureKind.TlsFailed,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => RedisFailureKind.AccessDenied,
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => RedisFailureKind.Loading,
        RedisConnectionException broken when OfAttempt(broken) is { } kind => kind,
        RedisConnectionException broken => broken.InnerException is RedisServerException refused ? Of(refused) : OfText(broken.Message, RedisFailureKind.Unreachable),
        ObjectDisposedException => RedisFailureKind.Unreachable,
        // The client library has just learned that the server is a replica. A command to the database, and not to the server itself, finds no connection then.
        RedisCommandException refused when IsForReplica(refused) => RedisFailureKind.Unreachable,
        // The client library gives up a connection that hangs by cancelling what waits for it. A caller's own cancellation is no failure, and does not come here.
        TimeoutException or OperationCanceledException => RedisFailureKind.TimedOut,
        _ => RedisFailureKind.Unexpected,
    };

    public static string Advice(RedisFailureKind kind) => kind switch
    {
        RedisFailureKind.Unreachable => "there is no connection to a primary. The client reconnects automatically. Check that the address is right and the server is running.",
        RedisFailureKind.TimedOut => "it did not answer in time. The result of the call is not known.",
        RedisFailureKind.Loading => "it is loading its data.",
        RedisFailureKind.ReadOnly => "the server is now a replica. The client finds the new primary automatically if the configuration names it.",
        RedisFailureKind.PrimaryDown => "the server is a replica that has lost its primary.",
        RedisFailureKind.AccessDenied => "it refuses the user, the password (NOAUTH, WRONGPASS), a command (NOPERM) or other machines (DENIED, protected mode). User and password go to Sentinels too. For a command, compare the server's ACL with the one on the page \"Redis\" of the documentation.",
        RedisFailureKind.OutOfMemory => "its memory is full (maxmemory). Give it more memory. Sessions can still be ended.",
        RedisFailureKind.WrongType => "a key has a value that is not a session. Give each application a different KeyPrefix.",
        RedisFailureKind.ScriptFailed => "it refused a script or is running another script. The store needs Redis 6.2 or later with scripting (Garnet: EnableLua and LuaTransactionMode).",
        RedisFailureKind.ClusterDown => "its cluster does not serve all slots.",
        RedisFailureKind.WritesRefused => "it refuses writes, because persistence fails (MISCONF) or there are too few replicas (NOREPLICAS).",
        RedisFailureKind.TlsFailed => "the TLS connection was not established. Check the certificate of the server and its name (sslHost), and that ssl=true is set if the port, also that of a Sentinel, speaks TLS, and only then.",
        RedisFailureKind.PrimaryUnknown => "the Sentinels do not say which server is the primary. Check that a majority of them runs and can be reached, and that serviceName is the name they know it by.",
        _ => "the inner exception says why.",
    };

    /// <summary>Whether the client library did not send a command, because the server is a replica.</summary>
    private static bool IsForReplica(RedisCommandException exception) => exception.Message.StartsWith("Command cannot be issued to a replica", StringComparison.Ordinal);

    /// <summary>
    /// The reason of the last attempts to connect: a command that finds no connection has them inside, those of several servers or connections together.
    /// <see langword="null"/> if they say no more than that there is none.
    /// </summary>
    private static RedisFailureKind? OfAttempt(RedisConnectionException exception)
    {
        foreach (Exception attempt in exception.InnerException is AggregateException several ? several.Flatten().InnerExceptions : [exception.InnerException!])
        {
            if (attempt is not (RedisConnectionException or AuthenticationException))
                continue;

            RedisFailureKind kind = Of(attempt);
            if (kind is RedisFailureKind.AccessDenied or RedisFailureKind.TlsFailed or RedisFailureKind.Loading)
                return kind;
        }

        return null;
    }

    // A server that speaks no TLS closes the connection during the handshake, which is an error of input. No refused password looks like that.
    private static bool IsTls(Exception? exception, ConnectionFailureType type)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AuthenticationException || (exception is IOException && type is ConnectionFailureType.AuthenticationFailure))
                return true;
        }

        return false;
    }

    private static RedisFailureKind OfText(string message, RedisFailureKind otherwise)
    {
        int end = message.IndexOf(' ', StringComparison.Ordinal);
        return Codes.TryGetValue(end < 0 ? message : message[..end], out RedisFailureKind kind) ? kind : Word(message, otherwise);
    }

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
