using AuthStrategies.Redis.Connections;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>Finds the event of a trouble.</summary>
internal static class TroubleLog
{
    public static void Write(ILogger logger, RedisTrouble trouble, string operation, Exception exception)
    {
        switch (trouble)
        {
            case RedisTrouble.Unreachable: Log.Unreachable(logger, operation); break;
            case RedisTrouble.TimedOut: Log.TimedOut(logger, operation); break;
            case RedisTrouble.Loading: Log.Loading(logger, operation); break;
            case RedisTrouble.ReadOnly: Log.ReadOnly(logger, operation); break;
            case RedisTrouble.PrimaryDown: Log.PrimaryDown(logger, operation); break;
            case RedisTrouble.AccessDenied: Log.AccessDenied(logger, operation); break;
            case RedisTrouble.OutOfMemory: Log.OutOfMemory(logger, operation); break;
            case RedisTrouble.WrongType: Log.WrongType(logger, operation); break;
            case RedisTrouble.ScriptFailed: Log.ScriptFailed(logger, operation); break;
            case RedisTrouble.ClusterDown: Log.ClusterDown(logger, operation); break;
            case RedisTrouble.WritesRefused: Log.WritesRefused(logger, operation); break;
            default: Log.Unexpected(logger, operation, exception.GetType().Name); break;
        }
    }
}
