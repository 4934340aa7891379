using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AuthStrategies.Stores;

/// <content>The wait for a store that does not answer at once.</content>
internal sealed partial class SessionStoreClient
{
    // Apart, because the frame of a call that is answered at once need not have room for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<TAnswer> Wait<TKey, TAnswer>(ValueTask<TAnswer> answer, CallStart start, TKey key, Func<TKey, TAnswer, TAnswer>? check, string operation, CancellationToken cancellationToken) =>
        WaitAsync(new PendingCall<TKey, TAnswer>(this, answer, start, key, check, operation, cancellationToken));

    // Only this class and its callers await the task, each task once, so its state machine can be pooled.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<TAnswer> WaitAsync<TKey, TAnswer>(PendingCall<TKey, TAnswer> call)
    {
        try
        {
            return call.Answered(await call.Begin().ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            if (call.Failed(exception) is { } translated)
                throw translated;
            throw;
        }
        finally
        {
            call.End();
        }
    }

    /// <summary>
    /// A call that the store has not answered. Whoever awaits it does four things: <see cref="Begin"/>, await, then <see cref="Answered"/> or
    /// <see cref="Failed"/>, and always <see cref="End"/>.
    /// </summary>
    /// <remarks>A struct, so that a caller can hold it in its own state machine. It is used once, and not copied after <see cref="Begin"/>.</remarks>
    [StructLayout(LayoutKind.Auto)]
    internal struct PendingCall<TKey, TAnswer>
    {
        // Null if no call was made: then the answer is a refusal, which is not counted.
        private readonly SessionStoreClient? _client;
        private readonly ValueTask<TAnswer> _answer;
        private readonly Func<TKey, TAnswer, TAnswer>? _check;
        private readonly TKey _key;
        private readonly string _operation;
        private readonly CancellationToken _cancellationToken;
        private readonly long _started;
        private readonly long _since;
        private readonly bool _mayBlock;
        private SessionStoreOperation.Scope? _whole;

        public PendingCall(
            SessionStoreClient client, ValueTask<TAnswer> answer, CallStart start, TKey key, Func<TKey, TAnswer, TAnswer>? check, string operation, CancellationToken cancellationToken)
        {
            _client = start.IsPending ? client : null;
            _answer = answer;
            _mayBlock = start.MayBlock;
            _key = key;
            _check = check;
            _operation = operation;
            _started = start.Started;
            _since = start.Since;
            _cancellationToken = cancellationToken;
        }

        /// <summary>When the wait began, for <see cref="WaitedSince"/>.</summary>
        public readonly long Since => _since;

        /// <summary>Counts the call as one that waits.</summary>
        /// <returns>The answer, within the time limit.</returns>
        public ValueTask<TAnswer> Begin()
        {
            if (_client is null)
                return _answer;

            _whole = SessionStoreOperation.Current;
            _client._breaker.Enter();
            TimeSpan waited = _whole?.Enter(_client._time, _since) ?? TimeSpan.Zero;
            return _client._breaker.InTime(_answer, waited, _mayBlock);
        }

        /// <summary>Checks an answer.</summary>
        public readonly TAnswer Answered(TAnswer answer)
        {
            _client!._breaker.Answered();
            if (_check is not null)
                answer = _check(_key, answer);
            _client.Measure(_operation, "succeeded", _started);
            return answer;
        }

        /// <summary>Counts a failure.</summary>
        /// <returns>What to throw instead; <see langword="null"/> if it is to be thrown as it is.</returns>
        public readonly SessionStoreException? Failed(Exception exception)
        {
            if (_client is null)
                return null;

            _client._breaker.Failed(_since);
            if (exception is OperationCanceledException && _cancellationToken.IsCancellationRequested)
                return null;

            _client.NoteFailure(exception, _operation, _started);
            return exception is SessionStoreException
                ? null
                : new($"The session store failed to {_operation}; the inner exception says why.", exception);
        }

        /// <summary>The call waits no more.</summary>
        public readonly void End()
        {
            if (_client is null)
                return;

            _client._breaker.Leave();
            _whole?.Leave(_client._time);
        }
    }
}
