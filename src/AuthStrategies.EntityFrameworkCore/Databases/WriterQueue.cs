using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Lets this node's writes to SQLite wait for each other without a thread. SQLite has one writer at a time, and its provider waits by
/// sleeping on the thread and looking again: many at once would hold every thread of the pool, and some would never have their turn.
/// </summary>
internal sealed class WriterQueue : IDisposable
{
    /// <summary>The name of its provider.</summary>
    public const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";

    private readonly SemaphoreSlim _line = new(1);

    public async ValueTask<Turn> EnterAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (context.Database.ProviderName != Sqlite)
            return default;

        await _line.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(_line);
    }

    public void Dispose() => _line.Dispose();

    /// <summary>One write's turn; the default is none.</summary>
    internal readonly struct Turn(SemaphoreSlim line) : IDisposable
    {
        public void Dispose() => line?.Release();
    }
}
