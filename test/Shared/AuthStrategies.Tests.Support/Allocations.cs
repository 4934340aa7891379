namespace AuthStrategies.Tests.Support;

/// <summary>Counts what code allocates on the thread that runs it.</summary>
public static class Allocations
{
    /// <summary>How many rounds are measured.</summary>
    public const int Rounds = 5;

    /// <summary>
    /// The bytes of the least of several rounds. The runtime also allocates on the thread, for example when it compiles a method anew, and when it does
    /// depends on the load of the machine; what the code itself allocates is in every round. The caller runs the code before, so that caches are full.
    /// </summary>
    public static long Least(Action act, Action? beforeEach = null)
    {
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            beforeEach?.Invoke();
            long before = GC.GetAllocatedBytesForCurrentThread();
            act();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
