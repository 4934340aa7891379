using System.Data.Common;
using System.Transactions;
using AuthStrategies.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Creates contexts. Each call gets its own, outside any transaction of the caller: a rollback there undoes nothing here. Thread-safe.
/// </summary>
/// <param name="scopes">Where the application's factory is.</param>
/// <param name="pool">Contexts for look-ups; <see langword="null"/> if there are none.</param>
/// <param name="timeout">The time limit of a call.</param>
/// <param name="isOurs">Whether the pool was made here, for contexts of the application's type: then a look-up that fails in one is made as the application would, and the pool is disposed here.</param>
/// <param name="logger">Receives the log event of the end of our pool; <see langword="null"/> logs nothing.</param>
internal sealed class Contexts<TContext>(IServiceScopeFactory scopes, ContextPool<TContext>? pool, TimeSpan timeout, bool isOurs = false, ILogger? logger = null) : IDisposable
    where TContext : DbContext
{
    private volatile ContextPool<TContext>? _pool = pool;

    private readonly int _commandSeconds = (int)Math.Ceiling(timeout.TotalSeconds);

    /// <summary>Works in a new context and disposes it.</summary>
    public async Task<TResult> RunAsync<TArgument, TResult>(TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        using TransactionScope? outside = WithoutTransaction();
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        var factory = scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>();
        TContext context = await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = context.ConfigureAwait(false);
        context.Database.SetCommandTimeout(_commandSeconds);
        return await work(context, args, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks something up without changing anything; uses a pooled context if there is a pool.</summary>
    public Task<TResult> ReadAsync<TArgument, TResult>(TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> look, CancellationToken cancellationToken)
    {
        if (_pool is not { } pool)
            return RunAsync(args, look, cancellationToken);
        return isOurs ? ReadOrRunAsync(pool, args, look, cancellationToken) : ReadAsync(pool, args, look, cancellationToken);
    }

    /// <summary>Why a table of the model cannot be read, and what creates it; <see langword="null"/> if the application gives no context for the answer.</summary>
    public string? DescribeMissing(Type row)
    {
        try
        {
            using IServiceScope scope = scopes.CreateScope();
            using TContext context = scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
            return MissingTable.Describe(context, row);
        }
#pragma warning disable CA1031 // The failure of the call must not be replaced by one of its text: a scope that only disposes asynchronously, or a host that stops.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (isOurs)
            _pool?.Dispose();
    }

    /// <summary>
    /// The application's context may set up its connection when it opens, and a plain connection lacks that. A look-up that fails is then made as the
    /// application would make it. If it succeeds there, and fails once more in a kept context, all later ones too: one failure alone may pass.
    /// </summary>
    private async Task<TResult> ReadOrRunAsync<TArgument, TResult>(ContextPool<TContext> pool, TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(pool, args, look, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException) when (!cancellationToken.IsCancellationRequested)
        {
            TResult answer = await RunAsync(args, look, cancellationToken).ConfigureAwait(false);
            if (await FailureAsync(pool, args, look, cancellationToken).ConfigureAwait(false) is { } again && Interlocked.Exchange(ref _pool, null) is not null)
            {
                if (logger is not null)
                    Log.PoolGivenUp(logger, typeof(TContext).Name, DatabaseFailures.Describe(again));
                await pool.DisposeAsync().ConfigureAwait(false);
            }

            return answer;
        }
    }

    /// <summary>Looks up in a kept context only for its failure.</summary>
    private async Task<DbException?> FailureAsync<TArgument, TResult>(ContextPool<TContext> pool, TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> look, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(pool, args, look, cancellationToken).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // The answer is there already.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return cancellationToken.IsCancellationRequested ? null : exception as DbException;
        }
    }

    private async Task<TResult> ReadAsync<TArgument, TResult>(ContextPool<TContext> pool, TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> look, CancellationToken cancellationToken)
    {
        using TransactionScope? outside = WithoutTransaction();
        TContext context = pool.Take();
        TResult answer;
        try
        {
            context.Database.SetCommandTimeout(_commandSeconds);
            answer = await look(context, args, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await context.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await pool.GiveBackAsync(context).ConfigureAwait(false);
        return answer;
    }

    private static TransactionScope? WithoutTransaction() => Transaction.Current is null ? null : new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
