using System.Data.Common;
using System.Globalization;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Interprets the errors of every provider.</summary>
internal static class DatabaseErrors
{
    private const int Deadlock = 1205;
    private const int SnapshotConflict = 3960;
    private const int UniqueIndex = 2601;
    private const int UniqueConstraint = 2627;

    /// <summary>Whether the database rolled the statement back because of other transactions, so that it had no effect and may be repeated.</summary>
    public static bool IsRolledBack(Exception exception)
    {
        DbException? error = DbExceptionIn(exception);
        return error?.SqlState is "40001" or "40P01" || Number(error) is Deadlock or SnapshotConflict;
    }

    /// <summary>
    /// Whether a row may have been refused because its key exists. Only another read can tell: some providers report other constraints alike.
    /// </summary>
    public static bool MayBeDuplicateKey(Exception exception)
    {
        DbException? error = DbExceptionIn(exception);
        if (error is null or { IsTransient: true })
            return false;

        bool isConstraint = error.SqlState is null || error.SqlState.StartsWith("23", StringComparison.Ordinal);
        return isConstraint && Number(error) is null or UniqueIndex or UniqueConstraint;
    }

    /// <summary>The error of the provider in an exception, if there is one.</summary>
    public static DbException? DbExceptionIn(Exception exception)
    {
        Exception? inside = exception;
        while (inside is not null and not DbException)
            inside = inside.InnerException;
        return inside as DbException;
    }

    /// <summary>The error number of SQL Server.</summary>
    // Its client does not set SqlState. The number is stored here, so no reference to its types is needed.
    public static int? Number(DbException? error) =>
        error?.Data["HelpLink.EvtID"] is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
