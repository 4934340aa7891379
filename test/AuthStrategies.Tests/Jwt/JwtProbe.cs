using AuthStrategies.Jwt;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Counts what a call allocates.</summary>
internal static class JwtProbe
{
    /// <summary>Bytes per call on this thread, after the call has been made often enough to be compiled for good.</summary>
    public static long Bytes(Action call, int rounds = 64)
    {
        for (int i = 0; i < 3 * rounds; i++)
            call();

        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
                call();
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / rounds);
        }

        return least;
    }

    public static void Refuse(JwtPolicy policy, string token)
    {
        if (JwtVerifier.Verify(token, policy, policy.KeyPolicy.Configured, TokenForge.Now, ignoreExpiry: false, out _) is null)
            throw new InvalidOperationException("It was to be refused.");
    }

    /// <summary>Takes an answer that is there at once.</summary>
    public static void Take<T>(ValueTask<T> call)
    {
        if (!call.IsCompletedSuccessfully)
            throw new InvalidOperationException("It was to be there at once.");
    }
}
