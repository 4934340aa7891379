using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Diagnostics;

/// <summary>
/// Every log message of the package; event ids never change. No message contains a subject, a credential or a connection
/// string; a session is named by its public id.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Error, "The database failed to {Operation}: {Reason}")]
    public static partial void Failed(ILogger logger, string operation, string reason);

    [LoggerMessage(302, LogLevel.Error, "The database failed to {Operation}: it did not answer in time")]
    public static partial void TimedOut(ILogger logger, string operation);

    [LoggerMessage(303, LogLevel.Debug, "The database rolled back attempt {Attempt} to {Operation}, because other transactions interfered. It is tried again")]
    public static partial void Repeated(ILogger logger, string operation, int attempt);

    [LoggerMessage(304, LogLevel.Warning, "The table of sessions \"{Table}\" cannot be read: it is missing, or has other columns. Until it is there, sign-ins and requests with a session are answered 503. Create it: {Commands}. The page \"Entity Framework Core\" of the documentation shows the table, and how to create it without migrations")]
    public static partial void TableMissing(ILogger logger, string table, string commands);

    [LoggerMessage(305, LogLevel.Warning, "The database of {Context} does not answer. The application runs, and until the database answers, sign-ins and requests with a session are answered 503. Check that it runs and can be reached from here, and that server, database, user and password in the connection string are right")]
    public static partial void NoAnswerAtStart(ILogger logger, string context);

    [LoggerMessage(310, LogLevel.Error, "This release cannot read the record of session {SessionId}. The record counts as no session and is not changed")]
    public static partial void RecordUnreadable(ILogger logger, string sessionId);

    [LoggerMessage(320, LogLevel.Debug, "Removed {Count} expired session(s)")]
    public static partial void Swept(ILogger logger, int count);

    [LoggerMessage(321, LogLevel.Warning, "Expired sessions could not be removed ({ExceptionType}). The next sweep tries again")]
    public static partial void NotSwept(ILogger logger, string exceptionType);

    [LoggerMessage(330, LogLevel.Error, "The row of a JWT strategy's keys cannot be read: it is damaged. It is not changed")]
    public static partial void UnreadableKeys(ILogger logger);

    [LoggerMessage(335, LogLevel.Information, "Look-ups use the contexts of the application's factory from now on. A look-up in a kept {Context} with a plain connection failed twice ({Reason}), and succeeded in a context of the factory. That is right if the context sets up its connections in code. Look-ups take longer then")]
    public static partial void PoolGivenUp(ILogger logger, string context, string reason);
}
