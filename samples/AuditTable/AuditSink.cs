using AuthStrategies;
using Microsoft.EntityFrameworkCore;

namespace AuditTable;

/// <summary>
/// Writes events to the table, in batches: what comes while one batch is written is the next one. So a quiet application has a row at
/// once, and a burst needs few transactions. The library calls a sink for one event at a time, so the list needs no lock.
/// </summary>
internal sealed class AuditSink(IDbContextFactory<AuditDatabase> databases, TimeProvider time) : IAuthEventSink
{
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<AuditEntry> _batch = new(IAuthEventSink.FlushEvery);

    /// <summary>Takes every event but the accepted credentials, which an application that samples them counts elsewhere.</summary>
    public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
    {
        if (authEvent is not CredentialAuthenticatedEvent)
            _batch.Add(AuditEntry.Of(authEvent));
        return ValueTask.CompletedTask;
    }

    /// <summary>One transaction: all rows or none. What it throws after the last attempt is logged and counted by the library.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (int attempt = 1; !await TryWriteAsync(mayFail: attempt < Attempts, cancellationToken); attempt++)
                await Task.Delay(Pause, time, cancellationToken);
        }
        finally
        {
            _batch.Clear();
        }
    }

    private async Task<bool> TryWriteAsync(bool mayFail, CancellationToken cancellationToken)
    {
        try
        {
            await using AuditDatabase database = await databases.CreateDbContextAsync(cancellationToken);
            database.Entries.AddRange(_batch);
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException) when (mayFail)
        {
            return false;
        }
    }
}
