using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Says why a database refused, in words of this package and with the provider's code. The provider's own text is never printed: it may
/// contain values of a row, names of users and parts of a connection string.
/// </summary>
internal static class DatabaseFailures
{
    private const string Unknown = "the inner exception says why";
    private const string NoTable = "the table is missing, or has other columns. Apply the migration";
    private const string Locked = "another connection has locked it";
    private const string Full = "its disk or memory is full";
    private const string ReadOnly = "it accepts no changes";
    private const string Login = "it refuses the user or the password";
    private const string Forbidden = "the user may not do this";
    private const string NoDatabase = "there is no such database";
    private const string Closing = "it starts, stops, or has ended the connection";
    private const string Busy = "it has too many connections";
    private const string Constraint = "a constraint refused the row";

    private static readonly FrozenDictionary<string, string> States = new Dictionary<string, string>
    {
        ["42P01"] = NoTable,
        ["42703"] = NoTable,
        ["3F000"] = NoTable,
        ["55P03"] = Locked,
        ["40P01"] = Locked,
        ["40001"] = Locked,
        ["53100"] = Full,
        ["53200"] = Full,
        ["25006"] = ReadOnly,
        ["28P01"] = Login,
        ["28000"] = Login,
        ["42501"] = Forbidden,
        ["3D000"] = NoDatabase,
        ["57P01"] = Closing,
        ["57P02"] = Closing,
        ["57P03"] = Closing,
        ["53300"] = Busy,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // sqlite.org/rescode.html
    private static readonly FrozenDictionary<int, string> SqliteCodes = new Dictionary<int, string>
    {
        [3] = Forbidden,
        [5] = Locked,
        [6] = Locked,
        [7] = Full,
        [8] = ReadOnly,
        [10] = "its file cannot be read or written",
        [11] = "its file is damaged",
        [13] = Full,
        [14] = "its file cannot be opened. Check the path in the connection string, and that the folder exists and may be written",
        [19] = Constraint,
        [23] = Login,
        [26] = "its file is no SQLite database, or is encrypted",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, string> SqlServerNumbers = new Dictionary<int, string>
    {
        [207] = NoTable,
        [208] = NoTable,
        [229] = Forbidden,
        [547] = Constraint,
        [1105] = Full,
        [1205] = Locked,
        [1222] = Locked,
        [3906] = ReadOnly,
        [4060] = NoDatabase,
        [9002] = Full,
        [18456] = Login,
    }.ToFrozenDictionary();

    /// <summary>The reason, as the end of a sentence, with the type and the code of the error in brackets.</summary>
    /// <param name="exception">What the database threw.</param>
    /// <param name="missing">Names the table that is missing and says what creates it; called only for that reason. <see langword="null"/>: it is not named.</param>
    public static string Describe(Exception exception, Func<string?>? missing = null)
    {
        if (Find<SocketException>(exception) is { } socket)
            return $"there is no connection. Check its address, and that it runs ({Name(socket)}, {socket.SocketErrorCode})";
        if (Find<AuthenticationException>(exception) is { } tls)
            return $"the TLS connection was not established. Check its certificate ({Name(tls)})";
        if (DatabaseErrors.DbExceptionIn(exception) is not { } error)
            return $"{Unknown} ({Name(exception.InnerException ?? exception)})";

        (string reason, string? code) = ReasonOf(error);
        if (reason == NoTable && missing is not null)
            reason = missing() ?? NoTable;
        return code is null ? $"{reason} ({Name(error)})" : $"{reason} ({Name(error)}, {code})";
    }

    private static (string Reason, string? Code) ReasonOf(DbException error)
    {
        if (error.SqlState is { Length: 5 } state)
            return (States.GetValueOrDefault(state) ?? (state.StartsWith("23", StringComparison.Ordinal) ? Constraint : state.StartsWith("08", StringComparison.Ordinal) ? "there is no connection" : Unknown), $"SQLSTATE {state}");
        if (DatabaseErrors.Number(error) is { } number)
            return (SqlServerNumbers.GetValueOrDefault(number) ?? Unknown, string.Create(CultureInfo.InvariantCulture, $"error {number}"));
        if (SqliteCode(error.Message) is { } code)
            return (SqliteCodes.GetValueOrDefault(code) ?? (IsMissing(error.Message) ? NoTable : Unknown), string.Create(CultureInfo.InvariantCulture, $"SQLite error {code}"));

        return (Unknown, null);
    }

    // Only the type of the provider has the code as a number, and this package does not reference it.
    private static int? SqliteCode(string message)
    {
        const string Start = "SQLite Error ";
        int end = message.IndexOf(':', StringComparison.Ordinal);
        return message.StartsWith(Start, StringComparison.Ordinal) && end > 0 && int.TryParse(message.AsSpan(Start.Length, end - Start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : null;
    }

    // SQLite has one code for every statement that it cannot run.
    private static bool IsMissing(string message) =>
        message.Contains("no such table", StringComparison.Ordinal) || message.Contains("no such column", StringComparison.Ordinal) || message.Contains("has no column", StringComparison.Ordinal);

    private static TException? Find<TException>(Exception? exception)
        where TException : Exception
    {
        while (exception is not null and not TException)
            exception = exception.InnerException;
        return exception as TException;
    }

    private static string Name(Exception exception) => exception.GetType().Name;
}
