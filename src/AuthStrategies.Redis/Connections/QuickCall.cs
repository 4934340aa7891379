using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// A call of one command that nothing stands in the way of: the server is known and connected. One object instead of the state machines, the timer and
/// the promise of <see cref="RedisConnection.ExecuteAsync{TArgument, TResult}(TArgument, Func{IDatabase, TArgument, Task{TResult}}, CallBudget)"/>,
/// which it must equal in all that a caller sees.
/// </summary>
/// <remarks>
/// A look-up is the call of every request, and with many in flight the processor is the limit. Measured with 64 in flight: see decision 0058.
/// A test compares both ways on random answers, failures, cancellations and times. Whoever takes the call out of <see cref="CallDeadlines"/> ends it: the
/// answer, the timer or the caller's cancellation. What a caller sees is decided in <see cref="GetResult"/>, in the context of the caller, so that log
/// events belong to its request. Used once; its <see cref="ValueTask{TResult}"/> is awaited once.
/// </remarks>
/// <typeparam name="TArgument">The argument of the command.</typeparam>
/// <typeparam name="TResult">The answer of Redis.</typeparam>
/// <typeparam name="TAnswer">What is read from it.</typeparam>
internal sealed class QuickCall<TArgument, TResult, TAnswer>(RedisConnection connection, PrimaryServer server, TArgument args, Func<TArgument, TResult, TAnswer> read, CallBudget call)
    : CallDeadlines.Call, IValueTaskSource<TAnswer>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _cancellation;
    private Task<TResult>? _sent;
    private Exception? _error;

    /// <summary>Sends the command.</summary>
    public ValueTask<TAnswer> Start(Func<PrimaryServer, TArgument, Task<TResult>> send)
    {
        try
        {
            _sent = send(server, args);
        }
#pragma warning disable CA1031 // Every exception of the client library counts as a failure of Redis.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End(exception);
            return new(this, _core.Version);
        }

        connection.Deadlines.Add(this, call.Start);
        if (call.CancellationToken.CanBeCanceled)
            _cancellation = call.CancellationToken.UnsafeRegister(static self => ((QuickCall<TArgument, TResult, TAnswer>)self!).Cancel(), this);
        // The context of the caller is not needed here: GetResult has it.
        _sent.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Answered);
        return new(this, _core.Version);
    }

    /// <inheritdoc />
    internal override void Expire()
    {
        server.Failure.RecordLater(_sent!);
        End(new TimeoutException("Redis did not answer within the time limit of the call (OperationTimeout)."));
    }

    ValueTaskSourceStatus IValueTaskSource<TAnswer>.GetStatus(short token) => _core.GetStatus(token) switch
    {
        ValueTaskSourceStatus.Succeeded when _error is not null => IsCancelled(_error) ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted,
        var status => status,
    };

    void IValueTaskSource<TAnswer>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc />
    public TAnswer GetResult(short token)
    {
        // Throws for a caller that does not wait, or waits twice.
        _core.GetResult(token);
        if (_error is null)
        {
            connection.Succeeded();
            return read(args, _sent!.Result);
        }

        if (IsCancelled(_error))
            ExceptionDispatchInfo.Throw(_error);
        throw connection.Failed(_error, server, call.Operation);
    }

    private void Answered()
    {
        // Also after the time was over: a token may live much longer than the call.
        _cancellation.Unregister();
        if (!connection.Deadlines.TryTake(this))
            return;

        if (_sent!.IsFaulted)
            server.Failure.Record(_sent.Exception.InnerException!);
        if (!_sent.IsCompletedSuccessfully)
            End(_sent.Exception?.InnerException ?? new TaskCanceledException(_sent));
        else if (connection.IsPrimary(server))
            End(null);
        else
            _ = ConfirmAsync();
    }

    private void Cancel()
    {
        if (!connection.Deadlines.TryTake(this))
            return;

        server.Failure.RecordLater(_sent!);
        End(new TaskCanceledException(null, null, call.CancellationToken));
    }

    /// <summary>The server may have lost its role while the call was under way. Then its answer is not believed.</summary>
    private async Task ConfirmAsync()
    {
        try
        {
            await connection.ConfirmAsync(server, call).ConfigureAwait(false);
            End(null);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End(exception);
        }
    }

    private bool IsCancelled(Exception exception) => exception is OperationCanceledException && call.CancellationToken.IsCancellationRequested;

    private void End(Exception? error)
    {
        _error = error;
        _core.SetResult(true);
    }
}
