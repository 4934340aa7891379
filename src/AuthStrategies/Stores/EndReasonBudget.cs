namespace AuthStrategies.Stores;

/// <summary>
/// Limits how many reasons of an end one node keeps for one subject: a client that logs in in a loop ends a session with each login, and each
/// reason stays for a day. Subjects share counters, so that the memory is bounded. Thread-safe.
/// </summary>
internal sealed class EndReasonBudget(ISessionStore store, TimeProvider time)
{
    /// <summary>How many reasons each hour; also the most for one call.</summary>
    public const int Limit = 100;

    private const int Slots = 4096;
    private const int CountBits = 16;

    private readonly InMemorySessionStore? _memory = store.GetService<InMemorySessionStore>();

    // Each counter is the hour, and in the low bits the reasons of that hour.
    private readonly long[] _counters = new long[Slots];

    /// <summary>Whether the store has space for records that are not needed. Only the memory of this process is known to be limited.</summary>
    public bool HasRoom => _memory?.HasRoom != false;

    /// <summary>Whether one more reason may be kept. If so, it is counted.</summary>
    public bool TryTake(string subject)
    {
        long hour = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;
        ref long counter = ref _counters[(uint)subject.GetHashCode(StringComparison.Ordinal) % Slots];
        long seen = Volatile.Read(ref counter);
        while (true)
        {
            long count = seen >> CountBits == hour ? seen & ((1 << CountBits) - 1) : 0;
            if (count >= Limit)
                return false;

            long before = Interlocked.CompareExchange(ref counter, (hour << CountBits) | (count + 1), seen);
            if (before == seen)
                return true;
            seen = before;
        }
    }
}
