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

    private int _inside;
    private int _occupied;
    private long _progress;
    private long _blockedAt;

    /// <summary>Whether the call may run on the caller's thread. If so, <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(out long entered)
    {
        entered = time.GetTimestamp();
        int inside = Interlocked.Increment(ref _inside);
        if (inside == 1)
            Volatile.Write(ref _progress, entered);
        if (inside <= Max && !Blocks(entered, inside))
            return true;

        Interlocked.Decrement(ref _inside);
        return false;
    }

    /// <summary>The method returned.</summary>
    public void Leave(long entered)
    {
        long now = time.GetTimestamp();
        Interlocked.Decrement(ref _inside);
        Volatile.Write(ref _progress, now);
        if (time.GetElapsedTime(entered, now) > Longest)
            Volatile.Write(ref _blockedAt, now);
    }

    /// <summary>Runs the call on another thread.</summary>
    /// <returns>Its answer; <see langword="null"/> if too many threads are occupied.</returns>
    public Task<TAnswer>? TryRun<TArgument, TAnswer>(Func<TArgument, ValueTask<TAnswer>> call, TArgument argument)
    {
        if (Interlocked.Increment(ref _occupied) > Max)
        {
            Interlocked.Decrement(ref _occupied);
            return null;
        }

        // A thread of its own: the threads of the pool are few, and they serve the requests and the time limits.
        return Task.Factory.StartNew(
            () => OccupyAsync(call, argument), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
    }

    private bool Blocks(long now, int inside) =>
        (inside > 1 && time.GetElapsedTime(Volatile.Read(ref _progress), now) > Longest)
        || (Volatile.Read(ref _blockedAt) is var at && at != 0 && time.GetElapsedTime(at, now) < Caution);

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
            Interlocked.Decrement(ref _occupied);
            long now = time.GetTimestamp();
            if (time.GetElapsedTime(started, now) > Longest)
                Volatile.Write(ref _blockedAt, now);
        }
    }
}
