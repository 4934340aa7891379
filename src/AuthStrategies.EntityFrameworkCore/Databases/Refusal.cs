using System.Data.Common;
using System.Globalization;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Reads what a database said, whichever provider brought it.</summary>
internal static class Refusal
{
    private const int Deadlock = 1205;
    private const int SnapshotConflict = 3960;
    private const int UniqueIndex = 2601;
    private const int UniqueConstraint = 2627;

    /// <summary>Whether the database rolled the statement back because of others, so that it was not done and may be repeated.</summary>
    public static bool IsUndone(Exception exception)
    {
        DbException? said = Said(exception);
        return said?.SqlState is "40001" or "40P01" || Number(said) is Deadlock or SnapshotConflict;
    }

    /// <summary>Whether it may have refused a row because of its key. Only reading again tells: other constraints look the same in some providers.</summary>
    public static bool MayBeOfKey(Exception exception)
    {
        DbException? said = Said(exception);
        if (said is null or { IsTransient: true })
            return false;

        bool isConstraint = said.SqlState is null || said.SqlState.StartsWith("23", StringComparison.Ordinal);
        return isConstraint && Number(said) is null or UniqueIndex or UniqueConstraint;
    }

    private static DbException? Said(Exception exception)
    {
        Exception? inside = exception;
        while (inside is not null and not DbException)
            inside = inside.InnerException;
        return inside as DbException;
    }

    // SQL Server's client sets no SqlState; this is where it leaves the number without a reference to its types.
    private static int? Number(DbException? said) =>
        said?.Data["HelpLink.EvtID"] is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
