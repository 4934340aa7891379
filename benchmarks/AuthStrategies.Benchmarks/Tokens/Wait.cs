namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Takes the result of a call that has ended when it returns, as all token calls have.</summary>
internal static class Wait
{
    public static T For<T>(ValueTask<T> call) => call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("The call went on or failed.");

    public static T For<T>(Task<T> call) => call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("The call went on or failed.");
}
