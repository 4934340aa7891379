using Microsoft.EntityFrameworkCore;

namespace AuditTable;

/// <summary>Deletes old rows once an hour: addresses and user agents are personal data, and a table that only grows ends as a full disk.</summary>
internal sealed partial class AuditRetention(IDbContextFactory<AuditDatabase> databases, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(90);

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Deletes the rows that are older than <see cref="Keep"/>.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> DeleteOldAsync(CancellationToken cancellationToken)
    {
        DateTime oldest = (time.GetUtcNow() - Keep).UtcDateTime;
        await using AuditDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Entries.Where(entry => entry.Time < oldest).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        do
        {
            try
            {
                await DeleteOldAsync(stoppingToken);
            }
            catch (System.Data.Common.DbException exception)
            {
                // A database that is locked or away must not stop the application; the next hour tries again.
                LogFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2, LogLevel.Warning, "The old events were not deleted.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
