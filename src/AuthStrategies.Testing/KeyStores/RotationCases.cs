namespace AuthStrategies.Testing.KeyStores;

/// <summary>Keys that rotate over the store.</summary>
internal static class RotationCases
{
    private const int Period = 7;

    public static IEnumerable<JwtKeyStoreCase> All =>
    [
        .. new[] { 2, 5 }.Select(nodes => new JwtKeyStoreCase(
            $"Rotation_{nodes}NodesNoFaults_AgreeAndRefuseNothing",
            "Nodes that share the store, one of them with its clock ahead by 5 s, refuse no token within its life, and none signs with a key that the others do not know.",
            ["K-01", "K-02", "K-03"],
            async h =>
            {
                using RotatingCluster cluster = new(h, nodes, new(int.MaxValue, int.MaxValue - 1));
                await cluster.RunAsync();
            })),

        .. new[] { 2, 5 }.SelectMany(nodes => Enumerable.Range(0, Period).Select(offset => new JwtKeyStoreCase(
            $"Rotation_{nodes}NodesFaultAtCall{offset}Of{Period}_AgreeAndRefuseNothing",
            "The same holds while every seventh call to the store fails, loses its answer, or kills its node before or after its effect.",
            ["K-01", "K-02", "K-03", "M-05"],
            async h =>
            {
                using RotatingCluster cluster = new(h, nodes, new(Period, offset));
                await cluster.RunAsync();
            }))),
    ];
}
