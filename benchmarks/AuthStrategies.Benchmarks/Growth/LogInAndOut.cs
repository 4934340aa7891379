using AuthStrategies.Benchmarks.Tokens;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>Logs one subject in who has many sessions, and ends the new session, so that there are always as many.</summary>
internal static class LogInAndOut
{
    /// <param name="strategy">Issues the sessions.</param>
    /// <param name="size">How many sessions the subject has.</param>
    /// <param name="logsOut">Whether to end the new session. At the limit the strategy ends another one by itself.</param>
    public static Func<int, long> Of(IAuthStrategy strategy, int size, bool logsOut = true)
    {
        string subject = "subject-" + size;
        for (int i = 0; i < size; i++)
            LogInAsync(strategy, subject, logsOut: false).AsTask().GetAwaiter().GetResult();
        return operations => RunAsync(strategy, subject, operations, logsOut).GetAwaiter().GetResult();
    }

    private static async Task<long> RunAsync(IAuthStrategy strategy, string subject, int operations, bool logsOut)
    {
        for (int n = 0; n < operations; n++)
            await LogInAsync(strategy, subject, logsOut);
        return operations;
    }

    private static async ValueTask LogInAsync(IAuthStrategy strategy, string subject, bool logsOut)
    {
        IssuedCredential issued = await strategy.IssueAsync(TokenSample.Principal(subject));
        if (logsOut)
            await strategy.RevokeAsync(issued.Value);
    }
}
