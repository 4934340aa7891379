namespace AuthStrategies.Crash.Tests.Stores;

/// <summary>One vault of each kind for all tests, which run one after the other: started when first asked for, ended after the last test.</summary>
internal static class AllStores
{
    private static readonly Dictionary<StoreKind, SessionTable> Running = [];

    public static async Task<SessionTable> GetAsync(StoreKind kind)
    {
        if (!Running.TryGetValue(kind, out SessionTable? targetStore))
            Running[kind] = targetStore = await SessionTable.StartAsync(kind);
        return targetStore;
    }

    public static async Task StopAsync()
    {
        foreach (SessionTable targetStore in Running.Values)
            await targetStore.DisposeAsync();
        Running.Clear();
    }
}
