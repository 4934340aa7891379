using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Inserts one row. Thread-safe.</summary>
internal static class RowInsert
{
    /// <returns>Null: inserted. Otherwise what the database reported: a row with this key may exist already. Some providers report all broken constraints alike, so the caller must look.</returns>
    /// <exception cref="DbUpdateException">The database refused the row for another reason.</exception>
    public static async Task<Exception?> ExecuteAsync<TRow>(DbContext context, TRow row, CancellationToken cancellationToken)
        where TRow : class
    {
        try
        {
            context.Add(row);
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DbUpdateException exception) when (!DatabaseErrors.IsRolledBack(exception) && DatabaseErrors.MayBeDuplicateKey(exception))
        {
            return exception;
        }
    }
}
