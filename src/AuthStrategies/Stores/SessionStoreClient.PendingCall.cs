using System.Runtime.InteropServices;

namespace AuthStrategies.Stores;

internal sealed partial class SessionStoreClient
{
    /// <summary>
    /// A call that the store has not answered. Whoever awaits it does four things: <see cref="Begin"/>, await, then <see cref="Answered"/> or
    /// <see cref="Failed"/>, and <see cref="End"/> in any case.
    /// </summary>
    /// <remarks>A struct, so that a caller can hold it in its own state machine. It is used once, and not copied after <see cref="Begin"/>.</remarks>
    [StructLayout(LayoutKind.Auto)]
    internal struct PendingCall<TKey, TAnswer>
    {
        // Null if no call was made.
        private readonly SessionStoreClient? _client;
        private readonly ValueTask<TAnswer> _answer;
        private readonly Func<TKey, TAnswer, TAnswer>? _check;
        private readonly TKey _key = default!;
        private readonly string _operation = "";
        private readonly CancellationToken _cancellationToken;
        private readonly long _started;
        private readonly long _since;
        private readonly bool _mayBlock;
        private SessionStoreOperation.Scope? _whole;

        /// <summary>A call that is not made.</summary>
        public PendingCall(ValueTask<TAnswer> refusal) => _answer = refusal;

        public PendingCall(
            SessionStoreClient client,
            ValueTask<TAnswer> answer,
            bool mayBlock,
            TKey key,
            Func<TKey, TAnswer, TAnswer>? check,
            string operation,
            long started,
            long since,
            CancellationToken cancellationToken)
        {
            _client = client;
            _answer = answer;
            _mayBlock = mayBlock;
            _key = key;
            _check = check;
            _operation = operation;
            _started = started;
            _since = since != 0 ? since : client.Timestamp();
            _cancellationToken = cancellationToken;
        }

        /// <summary>Whether the store was called. Otherwise the answer is a refusal.</summary>
        public readonly bool IsMade => _client is not null;

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
