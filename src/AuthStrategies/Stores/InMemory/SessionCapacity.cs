namespace AuthStrategies.Stores.InMemory;

/// <summary>Counts records against the capacity, exactly. Thread-safe.</summary>
internal sealed class SessionCapacity(int capacity)
{
    private int _taken;

    public int Capacity => capacity;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place, if there is one.</summary>
    /// <remarks>Compare-and-swap rather than count and take back: a place must not look taken by somebody who will be refused.</remarks>
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
