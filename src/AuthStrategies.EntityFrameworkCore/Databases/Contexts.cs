using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Creates contexts. Each call gets its own, outside any transaction of the caller: a rollback there undoes nothing here. Thread-safe.
/// </summary>
internal sealed class Contexts<TContext>(IServiceScopeFactory scopes, ContextPool<TContext>? kept, TimeSpan timeout)
    where TContext : DbContext
{
    private readonly int _commandSeconds = (int)Math.Ceiling(timeout.TotalSeconds);

    /// <summary>Works in a new context and disposes it.</summary>
    public async Task<TAnswer> WorkAsync<TAsk, TAnswer>(TAsk ask, Func<TContext, TAsk, CancellationToken, Task<TAnswer>> work, CancellationToken cancellationToken)
    {
        using TransactionScope? apart = Apart();
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        var factory = scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>();
        TContext context = await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = context.ConfigureAwait(false);
        context.Database.SetCommandTimeout(_commandSeconds);
        return await work(context, ask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks something up without changing anything; uses a pooled context if there is a pool.</summary>
    public Task<TAnswer> LookAsync<TAsk, TAnswer>(TAsk ask, Func<TContext, TAsk, CancellationToken, Task<TAnswer>> look, CancellationToken cancellationToken) =>
        kept is null ? WorkAsync(ask, look, cancellationToken) : LookAsync(kept, ask, look, cancellationToken);

    private async Task<TAnswer> LookAsync<TAsk, TAnswer>(ContextPool<TContext> kept, TAsk ask, Func<TContext, TAsk, CancellationToken, Task<TAnswer>> look, CancellationToken cancellationToken)
    {
        using TransactionScope? apart = Apart();
        TContext context = kept.Take();
        TAnswer answer;
        try
        {
            context.Database.SetCommandTimeout(_commandSeconds);
            answer = await look(context, ask, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await context.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await kept.GiveBackAsync(context).ConfigureAwait(false);
        return answer;
    }

    private static TransactionScope? Apart() => Transaction.Current is null ? null : new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
