namespace AuthStrategies.Testing.Faults;

/// <summary>An injected fault and the number of matching calls so far.</summary>
internal sealed class InjectedFault(StoreFault fault)
{
    private int _calls;

    public StoreFault Fault => fault;

    /// <summary>Counts a call and says whether the fault affects it.</summary>
    public bool Strikes(StoreOperations operation)
    {
        if ((fault.Operations & operation) == StoreOperations.None)
            return false;

        int call = Interlocked.Increment(ref _calls);
        return call >= fault.FirstCall && call - fault.FirstCall < fault.Count;
    }
}
