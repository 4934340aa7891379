using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>
/// Every log message of the package; event ids never change. No message contains a key, a subject, a credential or a
/// connection string; a session is named by its public id.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Error, "Redis failed to {Operation}: there is no connection")]
    public static partial void Unreachable(ILogger logger, string operation);

    [LoggerMessage(202, LogLevel.Error, "Redis failed to {Operation}: it did not answer in time")]
    public static partial void TimedOut(ILogger logger, string operation);

    [LoggerMessage(203, LogLevel.Error, "Redis failed to {Operation}: it is loading its data (LOADING)")]
    public static partial void Loading(ILogger logger, string operation);

    [LoggerMessage(204, LogLevel.Error, "Redis failed to {Operation}: the server is a replica (READONLY)")]
    public static partial void ReadOnly(ILogger logger, string operation);

    [LoggerMessage(205, LogLevel.Error, "Redis failed to {Operation}: the server is a replica that has lost its primary (MASTERDOWN)")]
    public static partial void PrimaryDown(ILogger logger, string operation);

    [LoggerMessage(206, LogLevel.Error, "Redis failed to {Operation}: access denied (NOAUTH, WRONGPASS, NOPERM, DENIED)")]
    public static partial void AccessDenied(ILogger logger, string operation);

    [LoggerMessage(207, LogLevel.Error, "Redis failed to {Operation}: its memory is full (OOM)")]
    public static partial void OutOfMemory(ILogger logger, string operation);

    [LoggerMessage(208, LogLevel.Error, "Redis failed to {Operation}: the key has a value that is not a session (WRONGTYPE)")]
    public static partial void WrongType(ILogger logger, string operation);

    [LoggerMessage(209, LogLevel.Error, "Redis failed to {Operation}: it did not run a script (NOSCRIPT, BUSY)")]
    public static partial void ScriptFailed(ILogger logger, string operation);

    [LoggerMessage(210, LogLevel.Error, "Redis failed to {Operation}: the cluster does not serve the slot (CLUSTERDOWN, TRYAGAIN)")]
    public static partial void ClusterDown(ILogger logger, string operation);

    [LoggerMessage(211, LogLevel.Error, "Redis failed to {Operation}: it refuses writes (MISCONF, NOREPLICAS)")]
    public static partial void WritesRefused(ILogger logger, string operation);

    [LoggerMessage(212, LogLevel.Error, "Redis failed to {Operation}: {ExceptionType}")]
    public static partial void Unexpected(ILogger logger, string operation, string exceptionType);

    [LoggerMessage(213, LogLevel.Warning, "Redis cannot be used at {Servers}; the error before this line says why. The application runs, and until Redis answers, sign-ins and requests with a session are answered 503. Check that the address and port are right, that the server runs and can be reached from here (redis-cli -h HOST -p PORT ping), and that ssl, user and password are those of the server")]
    public static partial void NoAnswerAtStart(ILogger logger, string servers);

    [LoggerMessage(216, LogLevel.Error, "Redis failed to {Operation}: the TLS connection was not established. Check the certificate of the server and its name (sslHost), and that ssl=true is set if the port, also that of a Sentinel, speaks TLS, and only then")]
    public static partial void TlsFailed(ILogger logger, string operation);

    [LoggerMessage(217, LogLevel.Error, "Redis failed to {Operation}: the Sentinels do not say which server is the primary. Check that a majority of them runs and can be reached, and that serviceName is the name they know it by")]
    public static partial void PrimaryUnknown(ILogger logger, string operation);

    [LoggerMessage(218, LogLevel.Warning, "Several servers of the list say that they are primaries. The one in use stays in use. Only Sentinels know which one is right")]
    public static partial void SeveralPrimaries(ILogger logger);

    [LoggerMessage(219, LogLevel.Warning, "Another server is the primary of Redis now. Calls go there")]
    public static partial void PrimaryChanged(ILogger logger);

    [LoggerMessage(220, LogLevel.Error, "This release cannot read the record of session {SessionId}. The record counts as no session and is not changed")]
    public static partial void RecordUnreadable(ILogger logger, SessionId sessionId);

    [LoggerMessage(221, LogLevel.Warning, "Redis removes keys when its memory is full (maxmemory-policy {Policy}), so sessions may end early, and \"log out everywhere\" may end some sessions only at their next renewal. Set maxmemory-policy noeviction")]
    public static partial void Evicting(ILogger logger, string policy);

    [LoggerMessage(222, LogLevel.Debug, "The maxmemory-policy of Redis is not known. Make sure that it is noeviction")]
    public static partial void PolicyUnknown(ILogger logger);

    [LoggerMessage(223, LogLevel.Debug, "{Count} index entries of ended sessions were not removed. They have no effect and expire later")]
    public static partial void IndexNotCleaned(ILogger logger, int count);

    [LoggerMessage(224, LogLevel.Warning, "The subscription to invalidation messages is lost. The near cache is not used until it is restored")]
    public static partial void SubscriptionLost(ILogger logger);

    [LoggerMessage(225, LogLevel.Information, "The subscription to invalidation messages works. The near cache is used")]
    public static partial void Subscribed(ILogger logger);

    [LoggerMessage(226, LogLevel.Information, "Redis answers again. {Count} calls failed within {Duration}")]
    public static partial void AnswersAgain(ILogger logger, long count, TimeSpan duration);

    [LoggerMessage(227, LogLevel.Warning, "The Sentinels do not say which server is the primary: no answer, no majority, another service name, or a refused connection (206, 216). Calls are refused until they do")]
    public static partial void SentinelsDoNotTell(ILogger logger);

    [LoggerMessage(228, LogLevel.Debug, "A renewed session was not added to the list of its subject again. That matters only if Redis has evicted the list")]
    public static partial void IndexNotRestored(ILogger logger);

    [LoggerMessage(229, LogLevel.Error, "The servers of Redis could not be asked which one is the primary. It is tried again twice a second; until it succeeds, a new primary is not noticed")]
    public static partial void RolesNotAsked(ILogger logger, Exception exception);

    [LoggerMessage(240, LogLevel.Error, "This release cannot read a key document in Redis: it is damaged, or a newer release wrote it. It is not changed")]
    public static partial void UnreadableKeys(ILogger logger);
}
