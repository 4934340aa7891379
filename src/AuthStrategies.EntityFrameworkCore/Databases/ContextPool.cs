using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Contexts that are used again, for look-ups alone: making one costs more than a query. Each is with one call at a time, holds no open connection
/// between calls, and is thrown away when a call failed in it. Only for contexts that are all alike, which an application's own need not be.
/// Thread-safe.
/// </summary>
internal sealed class ContextPool<TContext>(IDbContextFactory<TContext> factory) : IAsyncDisposable, IDisposable
    where TContext : DbContext
{
    private const int Most = 32;

    private readonly ConcurrentQueue<TContext> _idle = [];
    private int _kept;
    private volatile bool _isDisposed;

    /// <summary>One that nobody else has until it is given back. Whoever does not give it back disposes of it.</summary>
    public TContext Take()
    {
        if (_idle.TryDequeue(out TContext? idle))
        {
            Interlocked.Decrement(ref _kept);
            return idle;
        }

        TContext made = factory.CreateDbContext();
        BareConnection.Give(made);
        return made;
    }

    /// <summary>Keeps a context in which nothing failed.</summary>
    public ValueTask GiveBackAsync(TContext context)
    {
        if (_isDisposed || Interlocked.Increment(ref _kept) > Most)
            return DropAsync(context);

        _idle.Enqueue(context);
        // Whoever disposed of the others meanwhile has not seen this one.
        return _isDisposed ? DisposeAsync() : default;
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryDequeue(out TContext? context))
            context.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        while (_idle.TryDequeue(out TContext? context))
            await context.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask DropAsync(TContext context)
    {
        Interlocked.Decrement(ref _kept);
        return context.DisposeAsync();
    }
}
