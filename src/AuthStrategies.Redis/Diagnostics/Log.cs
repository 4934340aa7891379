using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>
/// Every log message of the package; event ids never change. No message contains a key, a subject, a credential or a
/// connection string; a session is named by its public id.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Error, "Redis failed to {Operation}: not reachable")]
    public static partial void Unreachable(ILogger logger, string operation);

    [LoggerMessage(202, LogLevel.Error, "Redis failed to {Operation}: no answer in time")]
    public static partial void TimedOut(ILogger logger, string operation);

    [LoggerMessage(203, LogLevel.Error, "Redis failed to {Operation}: still loading (LOADING)")]
    public static partial void Loading(ILogger logger, string operation);

    [LoggerMessage(204, LogLevel.Error, "Redis failed to {Operation}: the server is a replica (READONLY)")]
    public static partial void ReadOnly(ILogger logger, string operation);

    [LoggerMessage(205, LogLevel.Error, "Redis failed to {Operation}: the server is a replica that has lost its primary (MASTERDOWN)")]
    public static partial void PrimaryDown(ILogger logger, string operation);

    [LoggerMessage(206, LogLevel.Error, "Redis failed to {Operation}: access denied (NOAUTH, WRONGPASS, NOPERM)")]
    public static partial void AccessDenied(ILogger logger, string operation);

    [LoggerMessage(207, LogLevel.Error, "Redis failed to {Operation}: its memory is full (OOM)")]
    public static partial void OutOfMemory(ILogger logger, string operation);

    [LoggerMessage(208, LogLevel.Error, "Redis failed to {Operation}: something that is no session is under the key (WRONGTYPE)")]
    public static partial void WrongType(ILogger logger, string operation);

    [LoggerMessage(209, LogLevel.Error, "Redis failed to {Operation}: a script was refused or broke (NOSCRIPT, BUSY)")]
    public static partial void ScriptFailed(ILogger logger, string operation);

    [LoggerMessage(210, LogLevel.Error, "Redis failed to {Operation}: the cluster does not serve the slot (CLUSTERDOWN, TRYAGAIN)")]
    public static partial void ClusterDown(ILogger logger, string operation);

    [LoggerMessage(211, LogLevel.Error, "Redis failed to {Operation}: it refuses writes (MISCONF, NOREPLICAS)")]
    public static partial void WritesRefused(ILogger logger, string operation);

    [LoggerMessage(212, LogLevel.Error, "Redis failed to {Operation}: {ExceptionType}")]
    public static partial void Unexpected(ILogger logger, string operation, string exceptionType);

    [LoggerMessage(220, LogLevel.Error, "What is kept of session {SessionId} cannot be read by this release and counts as no session; it is left as it is")]
    public static partial void RecordUnreadable(ILogger logger, SessionId sessionId);

    [LoggerMessage(221, LogLevel.Warning, "Redis evicts when its memory is full (maxmemory-policy {Policy}): logins may end before their time. Set maxmemory-policy noeviction")]
    public static partial void Evicting(ILogger logger, string policy);

    [LoggerMessage(222, LogLevel.Debug, "Redis did not tell its maxmemory-policy; make sure that it is noeviction")]
    public static partial void PolicyUnknown(ILogger logger);

    [LoggerMessage(223, LogLevel.Debug, "{Count} index entries of ended sessions were left behind; they mean nothing and go at their own end")]
    public static partial void IndexNotCleaned(ILogger logger, int count);

    [LoggerMessage(224, LogLevel.Warning, "Word of ended sessions may be lost: the near cache is bypassed until the subscription is back")]
    public static partial void SubscriptionLost(ILogger logger);

    [LoggerMessage(225, LogLevel.Information, "Word of ended sessions arrives: the near cache is in use")]
    public static partial void Subscribed(ILogger logger);
}
