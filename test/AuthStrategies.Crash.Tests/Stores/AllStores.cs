namespace AuthStrategies.Crash.Tests.Stores;

/// <summary>One store of each kind for all tests, which run one after the other: started when first asked for, ended after the last test.</summary>
internal static class AllStores
{
    private static readonly Dictionary<StoreKind, TargetStore> Running = [];

    public static async Task<TargetStore> GetAsync(StoreKind kind)
    {
        if (!Running.TryGetValue(kind, out TargetStore? targetStore))
            Running[kind] = targetStore = await TargetStore.StartAsync(kind);
        return targetStore;
    }

    public static async Task StopAsync()
    {
        foreach (TargetStore targetStore in Running.Values)
            await targetStore.DisposeAsync();
        Running.Clear();
    }
}
