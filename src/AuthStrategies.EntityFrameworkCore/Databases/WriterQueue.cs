using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Makes this node's writes to SQLite wait for each other without blocking threads. SQLite allows one writer at a time, and its provider waits
/// by blocking the thread and trying again. Many concurrent writes would block every thread of the pool, and some would never get their turn.
/// </summary>
internal sealed class WriterQueue : IDisposable
{
    /// <summary>The name of the SQLite provider.</summary>
    public const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";

    private readonly SemaphoreSlim _semaphore = new(1);

    public async ValueTask<Turn> EnterAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (context.Database.ProviderName != Sqlite)
            return default;

        await _semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(_semaphore);
    }

    public void Dispose() => _semaphore.Dispose();

    /// <summary>The turn of one write; the default value is no turn.</summary>
    internal readonly struct Turn(SemaphoreSlim line) : IDisposable
    {
        public void Dispose() => line?.Release();
    }
}
