namespace AuthStrategies.Tests.Support;

/// <summary>Waits until a condition is true. The time limit measures nothing: it only ends a test that would never end.</summary>
public static class Until
{
    /// <summary>How long a wait takes at most: 60 s.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>Reads a value again and again until it is <paramref name="enough"/>, and returns it.</summary>
    public static async Task<T> TrueAsync<T>(Func<Task<T>> read, Func<T, bool> enough, TimeSpan? timeLimit = null)
    {
        using var limit = new CancellationTokenSource(timeLimit ?? TimeLimit);
        while (true)
        {
            T value = await read();
            if (enough(value))
                return value;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Not so within {timeLimit ?? TimeLimit}. The last value: {value}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Waits until the condition is true.</summary>
    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()), isTrue => isTrue);
}
