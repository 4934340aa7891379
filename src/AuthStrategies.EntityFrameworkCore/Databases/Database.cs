using System.Transactions;
using AuthStrategies.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// The way to the database: a context of its own for each attempt, each call timed, cancellable and translated. Thread-safe.
/// </summary>
internal sealed class Database<TContext>(IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time, ILogger logger) : IDisposable
    where TContext : DbContext
{
    private const int MaxAttempts = 10;

    private readonly int _commandSeconds = (int)Math.Ceiling(timeout.TotalSeconds);
    private readonly WriterLine _writers = new();

    /// <summary>
    /// Asks by one statement and waits for the answer. It is asked again, in a new context, only when the database said that it was not done.
    /// </summary>
    /// <exception cref="SessionStoreException">The database did not answer in time, or refused.</exception>
    public async ValueTask<TAnswer> AskAsync<TAsk, TAnswer>(TAsk ask, Func<TContext, TAsk, CancellationToken, Task<TAnswer>> send, string operation, Access access, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(ask, send, access, end.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (cancellationToken.IsCancellationRequested)
            {
                throw exception as OperationCanceledException ?? new OperationCanceledException($"Cancelled while the database was asked to {operation}.", exception, cancellationToken);
            }
            catch (Exception exception) when (attempt < MaxAttempts && !end.IsCancellationRequested && Refusal.IsUndone(exception))
            {
                Log.Repeated(logger, operation, attempt);
            }
#pragma warning disable CA1031 // Whatever the provider throws is the database's trouble.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                throw Trouble(exception, operation, deadline.IsCancellationRequested);
            }
        }
    }

    /// <summary>Tells trouble and makes what the caller throws.</summary>
    public SessionStoreException Trouble(Exception exception, string operation, bool isLate = false)
    {
        if (isLate)
        {
            Log.TimedOut(logger, operation);
            return new($"The database failed to {operation}: no answer in time. Whether it was done is not known; repeating it is safe.", exception);
        }

        Log.Failed(logger, operation, (exception.InnerException ?? exception).GetType().Name, (exception as System.Data.Common.DbException ?? exception.InnerException as System.Data.Common.DbException)?.SqlState);
        return new($"The database failed to {operation}. Is it up, does the connection string fit, and was the migration with the table of sessions applied?", exception);
    }

    public void Dispose() => _writers.Dispose();

    private async Task<TAnswer> OnceAsync<TAsk, TAnswer>(TAsk ask, Func<TContext, TAsk, CancellationToken, Task<TAnswer>> send, Access access, CancellationToken cancellationToken)
    {
        // What was answered stands, whatever becomes of a transaction of the caller's.
        using TransactionScope? apart = Transaction.Current is null ? null : new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        var factory = scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>();
        TContext context = await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = context.ConfigureAwait(false);
        using WriterLine.Turn turn = access == Access.Write ? await _writers.EnterAsync(context, cancellationToken).ConfigureAwait(false) : default;

        context.Database.SetCommandTimeout(_commandSeconds);
        return await new SingleAttempt(context).ExecuteAsync(
            (context, ask, send),
            static (_, call, token) => call.send(call.context, call.ask, token),
            verifySucceeded: null,
            cancellationToken).ConfigureAwait(false);
    }
}
