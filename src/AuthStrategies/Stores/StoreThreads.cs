using System.Collections.Concurrent;

namespace AuthStrategies.Stores;

/// <summary>
/// Notices a store whose methods block their thread instead of returning a task, and then calls it on threads of its own: at most 32 of them, so that
/// the threads of the application stay free. A call that blocks is left alone when its time is over. Thread-safe.
/// </summary>
/// <remarks>While nothing blocks, a call runs on the caller's thread, and costs two counters and two timestamps.</remarks>
internal sealed class StoreThreads(TimeProvider time)
{
    /// <summary>The most calls that may occupy a thread, and the most that run on the callers' threads at one time.</summary>
    public const int Max = 32;

    /// <summary>A method that occupies its thread for longer blocks it. A slow disk may do that for a moment.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the store is called on other threads after it has blocked one.</summary>
    private static readonly TimeSpan Caution = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<TaskCompletionSource> _turns = new();
    private int _inside;
    private int _occupied;
    private long _progress;
    private long _tookAt;
    private long _blockedAt;

    /// <summary>Where a call may be made.</summary>
    public enum Place
    {
        /// <summary>On the caller's thread; <see cref="Leave"/> must follow.</summary>
        Caller = 0,

        /// <summary>On a thread of its own; <see cref="RunAsync"/> must follow.</summary>
        OtherThread = 1,

        /// <summary>On a thread of its own as soon as one is free; <see cref="RunLaterAsync"/> must follow.</summary>
        Later = 2,

        /// <summary>Not now: too many calls block their threads, and none returns.</summary>
        None = 3,
    }

    /// <summary>Takes a place for a call.</summary>
    public Place Enter(out long entered)
    {
        entered = time.GetTimestamp();
        // Written before this call counts: otherwise another one might see it next to the progress of long ago.
        if (Volatile.Read(ref _inside) == 0 && Volatile.Read(ref _occupied) == 0)
            Volatile.Write(ref _progress, entered);

        bool isStalled = time.GetElapsedTime(Volatile.Read(ref _progress), entered) > Longest;
        if (!isStalled && !IsCautious(entered) && TryTake(ref _inside))
            return Place.Caller;
        if (TryTake(ref _occupied))
        {
            Volatile.Write(ref _tookAt, entered);
            return Place.OtherThread;
        }

        // Many calls, but they return: a store that blocked for a moment serves all of them.
        if (!isStalled && TryTake(ref _inside))
            return Place.Caller;

        // A call that never returns makes the others look stalled, which were made only now.
        bool isRecent = time.GetElapsedTime(Volatile.Read(ref _tookAt), entered) <= Longest;
        return !isStalled || isRecent ? Place.Later : Place.None;
    }

    /// <summary>The method returned.</summary>
    /// <returns>The timestamp of now.</returns>
    public long Leave(long entered)
    {
        Interlocked.Decrement(ref _inside);
        return NoteReturned(entered);
    }

    /// <summary>Runs the call on another thread.</summary>
    public Task<TAnswer> RunAsync<TArgument, TAnswer>(Func<TArgument, ValueTask<TAnswer>> call, TArgument argument)
    {
        try
        {
            // A thread of its own: the threads of the pool are few, and they serve the requests and the time limits.
            return Task.Factory.StartNew(
                () => OccupyAsync(call, argument), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        }
        catch (TaskSchedulerException exception)
        {
            // The system gives the process no more threads.
            PassOn();
            return Task.FromException<TAnswer>(exception);
        }
    }

    /// <summary>Runs the call on another thread as soon as one is free. A call whose caller waits no more is not made.</summary>
    /// <param name="call">The call.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="entered">When the caller began to wait.</param>
    /// <param name="limit">How long it waits.</param>
    public async Task<TAnswer> RunLaterAsync<TArgument, TAnswer>(Func<TArgument, ValueTask<TAnswer>> call, TArgument argument, long entered, TimeSpan limit)
    {
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _turns.Enqueue(turn);
        // One may have become free before this call was in the queue.
        if (TryTake(ref _occupied))
            PassOn();
        await turn.Task.ConfigureAwait(false);
        if (limit == Timeout.InfiniteTimeSpan || time.GetElapsedTime(entered) < limit)
            return await RunAsync(call, argument).ConfigureAwait(false);

        PassOn();
        throw new TimeoutException("No call of the session store returned in time, so this one was not made.");
    }

    private static bool TryTake(ref int places)
    {
        if (Interlocked.Increment(ref places) <= Max)
            return true;

        Interlocked.Decrement(ref places);
        return false;
    }

    private bool IsCautious(long now) => Volatile.Read(ref _blockedAt) is var at && at != 0 && time.GetElapsedTime(at, now) < Caution;

    /// <summary>Gives a place to the next call that waits for one, or frees it.</summary>
    private void PassOn()
    {
        do
        {
            if (_turns.TryDequeue(out TaskCompletionSource? next))
            {
                next.SetResult();
                return;
            }

            Interlocked.Decrement(ref _occupied);
        }
        // A call may have joined the queue before the place was free.
        while (!_turns.IsEmpty && TryTake(ref _occupied));
    }

    private long NoteReturned(long entered)
    {
        long now = time.GetTimestamp();
        Volatile.Write(ref _progress, now);
        if (time.GetElapsedTime(entered, now) > Longest)
            Volatile.Write(ref _blockedAt, now);
        return now;
    }

    private Task<TAnswer> OccupyAsync<TArgument, TAnswer>(Func<TArgument, ValueTask<TAnswer>> call, TArgument argument)
    {
        long started = time.GetTimestamp();
        try
        {
            return call(argument).AsTask();
        }
#pragma warning disable CA1031 // It is thrown where the answer is awaited.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException<TAnswer>(exception);
        }
        finally
        {
            PassOn();
            NoteReturned(started);
        }
    }
}
