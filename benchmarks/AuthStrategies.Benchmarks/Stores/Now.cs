namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Takes the result of a call that has ended when it returns.</summary>
internal static class Now
{
    public static T Of<T>(ValueTask<T> call) => call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("The call went on or failed.");
}
