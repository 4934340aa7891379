namespace AuthStrategies.Testing.Conformance;

/// <summary>Runs calls at the same moment, on as many threads as there are processors.</summary>
internal static class Race
{
    public static async Task<T[]> TogetherAsync<T>(IEnumerable<Func<Task<T>>> calls)
    {
        Func<Task<T>>[] all = [.. calls];
        int together = Math.Min(all.Length, Environment.ProcessorCount);
        int arrived = 0;
        return await Task.WhenAll(all.Select(call => Task.Run(async () =>
        {
            Interlocked.Increment(ref arrived);
            // As many calls as there are processors start together; the others start immediately after them.
            SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= together);
            return await call();
        })));
    }

    public static Task<T[]> TogetherAsync<T>(params Func<Task<T>>[] calls) => TogetherAsync(calls.AsEnumerable());

    /// <summary>Repeats one action while another action runs.</summary>
    public static async Task WhileAsync(Func<Task> over, Func<Task> whileRunning)
    {
        using var ended = new CancellationTokenSource();
        Task repeated = Task.Run(async () =>
        {
            do
                await over();
            while (!ended.IsCancellationRequested);
        });
        try
        {
            await whileRunning();
        }
        finally
        {
            await ended.CancelAsync();
            await repeated;
        }
    }
}
