namespace AuthStrategies.Testing.Faults;

/// <summary>A fault that was injected, and how many of its calls came by.</summary>
internal sealed class InjectedFault(StoreFault fault)
{
    private int _calls;

    public StoreFault Fault => fault;

    /// <summary>Counts a call and says whether the fault strikes it.</summary>
    public bool Strikes(StoreOperations operation)
    {
        if ((fault.Operations & operation) == StoreOperations.None)
            return false;

        int call = Interlocked.Increment(ref _calls);
        return call >= fault.FirstCall && call - fault.FirstCall < fault.Count;
    }
}
