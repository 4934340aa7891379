using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Removes expired rows. A row that is renewed at the same moment stays.</summary>
internal static class ExpiredRows
{
    public static async ValueTask<int> RemoveAsync<TContext>(Database<TContext> database, long now, int batch, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        int removed = 0;
        do
        {
            removed += await database.ExecuteAsync((now, count: batch - removed), RemoveDueAsync, "remove expired", Access.Write, cancellationToken).ConfigureAwait(false);
        }
        while (removed < batch && await database.ExecuteAsync(now, AnyDueAsync, "remove expired", Access.Read, cancellationToken).ConfigureAwait(false));

        return removed;
    }

    private static Task<int> RemoveDueAsync(DbContext context, (long Now, int Count) args, CancellationToken cancellationToken)
    {
        DbSet<SessionRow> rows = context.Set<SessionRow>();
        IQueryable<byte[]> due = rows.Where(row => row.ExpiresAt <= args.Now).OrderBy(row => row.ExpiresAt).Take(args.Count).Select(row => row.Id);
        // Check the expiry again: a row may have been renewed after the inner query read it.
        return rows.Where(row => row.ExpiresAt <= args.Now && due.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    private static Task<bool> AnyDueAsync(DbContext context, long now, CancellationToken cancellationToken) =>
        context.Set<SessionRow>().AnyAsync(row => row.ExpiresAt <= now, cancellationToken);
}
