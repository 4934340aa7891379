using AuthStrategies.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Access to the database. Each attempt gets its own context; each call has a time limit, can be cancelled, and reports
/// failures as <see cref="SessionStoreException"/>. Thread-safe.
/// </summary>
/// <param name="contexts">Where contexts come from.</param>
/// <param name="row">The rows of the table that is read and written.</param>
/// <param name="timeout">The time limit of a call.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives the log events.</param>
internal sealed class Database<TContext>(Contexts<TContext> contexts, Type row, TimeSpan timeout, TimeProvider time, ILogger logger) : IDisposable
    where TContext : DbContext
{
    private const int MaxAttempts = 10;

    private readonly Contexts<TContext> _contexts = contexts;
    private readonly WriterQueue _writers = new();
    private readonly RowLookup _lookUp = new();

    /// <summary>
    /// Runs one statement and waits for the answer. It is repeated, in a new context, only if the database reported that it had no effect.
    /// </summary>
    /// <exception cref="SessionStoreException">The database did not answer in time, or refused.</exception>
    public ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> send, string operation, Access access, CancellationToken cancellationToken) =>
        RunAsync(
            (database: this, args, send, access),
            static (call, token) => call.database._contexts.RunAsync(call, static (context, call, token) => call.database.OnceAsync(context, call.args, call.send, call.access, token), token),
            operation,
            cancellationToken);

    /// <summary>Finds a row by its id.</summary>
    /// <exception cref="SessionStoreException">The database did not answer in time, or refused.</exception>
    public ValueTask<SessionRow?> FindAsync(byte[] id, string operation, CancellationToken cancellationToken) =>
        RunAsync(
            (database: this, id),
            static (call, token) => call.database._contexts.ReadAsync(call, static (context, call, token) => call.database._lookUp.FindAsync(context, call.id, token), token),
            operation,
            cancellationToken);

    /// <summary>Logs a failure and returns the exception for the caller to throw.</summary>
    public SessionStoreException Failure(Exception exception, string operation, bool timedOut = false)
    {
        if (timedOut)
        {
            Log.TimedOut(logger, operation);
            return new($"The database failed to {operation}: it did not answer in time. The result of the call is not known; it is safe to repeat the call.", exception);
        }

        string reason = DatabaseFailures.Describe(exception, () => _contexts.DescribeMissing(row));
        Log.Failed(logger, operation, reason);
        return new($"The database failed to {operation}: {reason}. Check that the database is running, that the connection string is right, and that the migration with the table is applied.", exception);
    }

    public void Dispose()
    {
        _writers.Dispose();
        _contexts.Dispose();
    }

    private async ValueTask<TResult> RunAsync<TCall, TResult>(TCall call, Func<TCall, CancellationToken, Task<TResult>> once, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await once(call, end.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (cancellationToken.IsCancellationRequested)
            {
                throw exception as OperationCanceledException ?? new OperationCanceledException($"The call to {operation} in the database was cancelled.", exception, cancellationToken);
            }
            catch (Exception exception) when (attempt < MaxAttempts && !end.IsCancellationRequested && DatabaseErrors.IsRolledBack(exception))
            {
                Log.Repeated(logger, operation, attempt);
            }
#pragma warning disable CA1031 // Every exception of the provider counts as a failure of the database.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                throw Failure(exception, operation, deadline.IsCancellationRequested);
            }
        }
    }

    private async Task<TResult> OnceAsync<TArgument, TResult>(TContext context, TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> send, Access access, CancellationToken cancellationToken)
    {
        using WriterQueue.Turn turn = access == Access.Write ? await _writers.EnterAsync(context, cancellationToken).ConfigureAwait(false) : default;
        return await new SingleAttempt(context).ExecuteAsync(
            (context, args, send),
            static (_, call, token) => call.send(call.context, call.args, token),
            verifySucceeded: null,
            cancellationToken).ConfigureAwait(false);
    }
}
