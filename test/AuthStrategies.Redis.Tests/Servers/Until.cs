namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>Waits for what will be. The deadline is no measurement: it only ends a test that would never end.</summary>
internal static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> TrueAsync<T>(Func<Task<T>> look, Func<T, bool> enough, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            T seen = await look();
            if (enough(seen))
                return seen;
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static Task TrueAsync(Func<bool> enough) => TrueAsync(() => Task.FromResult(enough()), seen => seen);
}
