using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>Logs a failure under the event of its kind.</summary>
internal static class RedisFailureLog
{
    public static void Write(ILogger logger, RedisFailureKind kind, string operation, Exception exception)
    {
        switch (kind)
        {
            case RedisFailureKind.Unreachable: Log.Unreachable(logger, operation); break;
            case RedisFailureKind.TimedOut: Log.TimedOut(logger, operation); break;
            case RedisFailureKind.Loading: Log.Loading(logger, operation); break;
            case RedisFailureKind.ReadOnly: Log.ReadOnly(logger, operation); break;
            case RedisFailureKind.PrimaryDown: Log.PrimaryDown(logger, operation); break;
            case RedisFailureKind.AccessDenied: Log.AccessDenied(logger, operation); break;
            case RedisFailureKind.OutOfMemory: Log.OutOfMemory(logger, operation); break;
            case RedisFailureKind.WrongType: Log.WrongType(logger, operation); break;
            case RedisFailureKind.ScriptFailed: Log.ScriptFailed(logger, operation); break;
            case RedisFailureKind.ClusterDown: Log.ClusterDown(logger, operation); break;
            case RedisFailureKind.WritesRefused: Log.WritesRefused(logger, operation); break;
            case RedisFailureKind.TlsFailed: Log.TlsFailed(logger, operation); break;
            case RedisFailureKind.PrimaryUnknown: Log.PrimaryUnknown(logger, operation); break;
            default: Log.Unexpected(logger, operation, exception.GetType().Name); break;
        }
    }
}
