namespace AuthStrategies.StoreCalls;

/// <summary>When a call of the store ends in any case: at the limit, or when the caller gives up. For one call.</summary>
internal sealed class CallEnd : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _givenUp;
    private readonly CancellationToken _caller;

    public CallEnd(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _end = new(limit, time);
        _givenUp = caller.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end);
    }

    /// <summary>What the store is to watch.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Waits for the answer, also of a store that does not watch. What comes too late is ignored: its outcome is not known.</summary>
    /// <exception cref="TimeoutException">The limit has passed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<T> WaitAsync<T>(ValueTask<T> pending)
    {
        Task<T> call = pending.AsTask();
        try
        {
            return await call.WaitAsync(_end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // It may still fail, and nobody looks any more.
            _ = call.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            _caller.ThrowIfCancellationRequested();
            throw new TimeoutException("The session store did not answer in time (SessionStoreCallOptions.Timeout). Whether it did what it was asked is not known.");
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _givenUp.Dispose();
        _end.Dispose();
    }
}
