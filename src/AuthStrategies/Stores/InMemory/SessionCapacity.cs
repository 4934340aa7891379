namespace AuthStrategies.Stores.InMemory;

/// <summary>Counts records against the capacity, exactly. Thread-safe.</summary>
internal sealed class SessionCapacity(int capacity)
{
    private int _taken;

    public int Capacity => capacity;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Reserves capacity for one record, if there is any left.</summary>
    /// <remarks>Uses compare-and-swap: incrementing first and undoing it would let a call that is refused make the store look full to others.</remarks>
    public bool TryTake()
    {
        int seen = Taken;
        while (seen < capacity)
        {
            int before = Interlocked.CompareExchange(ref _taken, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
