using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Reuses contexts for look-ups, because creating one costs more than a query. Each context serves one call at a time, keeps no connection open between
/// calls, and is discarded when a call failed in it. Only for contexts that are all alike, which the application's own need not be. Thread-safe.
/// </summary>
internal sealed class ContextPool<TContext>(IDbContextFactory<TContext> factory) : IAsyncDisposable, IDisposable
    where TContext : DbContext
{
    private const int MaxIdle = 32;

    private readonly ConcurrentQueue<TContext> _idle = [];
    private int _idleCount;
    private volatile bool _isDisposed;

    /// <summary>Takes a context that no other call uses. The caller gives it back or disposes it.</summary>
    public TContext Take()
    {
        if (_idle.TryDequeue(out TContext? idle))
        {
            Interlocked.Decrement(ref _idleCount);
            return idle;
        }

        TContext created = factory.CreateDbContext();
        PlainConnection.Use(created);
        return created;
    }

    /// <summary>Keeps a context in which no call failed.</summary>
    public ValueTask GiveBackAsync(TContext context)
    {
        if (_isDisposed || Interlocked.Increment(ref _idleCount) > MaxIdle)
            return DropAsync(context);

        _idle.Enqueue(context);
        // The pool may have been disposed in between; that call has not seen this context.
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
        Interlocked.Decrement(ref _idleCount);
        return context.DisposeAsync();
    }
}
