namespace AuthStrategies.Crash.Tests.Vaults;

/// <summary>One vault of each kind for all tests, which run one after the other: started when first asked for, ended after the last test.</summary>
internal static class AllVaults
{
    private static readonly Dictionary<VaultKind, Vault> Running = [];

    public static async Task<Vault> GetAsync(VaultKind kind)
    {
        if (!Running.TryGetValue(kind, out Vault? vault))
            Running[kind] = vault = await Vault.StartAsync(kind);
        return vault;
    }

    public static async Task StopAsync()
    {
        foreach (Vault vault in Running.Values)
            await vault.DisposeAsync();
        Running.Clear();
    }
}
