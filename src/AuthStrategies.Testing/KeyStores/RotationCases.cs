using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.KeyStores;

/// <summary>Keys that rotate over the store.</summary>
internal static class RotationCases
{
    private const int Period = 7;
    private const int Rotations = 10;

    public static IEnumerable<JwtKeyStoreCase> All =>
    [
        new("Rotation_5NodesAtOnce_MakeOneKeyForAll", "Nodes that find at the same moment that a key is due make one, and all publish it.", ["K-02"], async h =>
        {
            SettableTimeProvider time = new();
            RotationNode[] nodes = [.. Enumerable.Range(0, 5).Select(_ => new RotationNode(h.OpenStore(), NoFaults, time))];
            for (int rotation = 0; rotation < Rotations; rotation++)
            {
                string?[] published = await Race.TogetherAsync(nodes.Select(node => new Func<Task<string?>>(node.JwksAsync)));
                Check.That(published.All(keys => keys is not null && keys == published[0]), $"the nodes publish different keys after rotation {rotation}");
                time.Advance(RotationNode.RotationPeriod);
            }

            foreach (RotationNode node in nodes)
                node.Dispose();
        }),

        .. new[] { 2, 5 }.Select(nodes => new JwtKeyStoreCase(
            $"Rotation_{nodes}NodesNoFaults_AgreeAndRefuseNothing",
            "Nodes that share the store, one of them with its clock ahead by 5 s, refuse no token within its life, and none signs with a key that the others do not know.",
            ["K-01", "K-02", "K-03"],
            async h =>
            {
                using RotatingCluster cluster = new(h, nodes, NoFaults);
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

    private static KeyFaults NoFaults => new(int.MaxValue, int.MaxValue - 1);
}
