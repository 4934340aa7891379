using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Creates contexts. Each call gets its own, outside any transaction of the caller: a rollback there undoes nothing here. Thread-safe.
/// </summary>
internal sealed class Contexts<TContext>(IServiceScopeFactory scopes, ContextPool<TContext>? pool, TimeSpan timeout)
    where TContext : DbContext
{
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
    public Task<TResult> ReadAsync<TArgument, TResult>(TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> look, CancellationToken cancellationToken) =>
        pool is null ? RunAsync(args, look, cancellationToken) : ReadAsync(pool, args, look, cancellationToken);

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
