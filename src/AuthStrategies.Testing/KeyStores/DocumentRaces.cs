using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.KeyStores;

/// <summary>Nodes that save at the same moment.</summary>
internal static class DocumentRaces
{
    private const int Nodes = 4;

    public static IEnumerable<JwtKeyStoreCase> All =>
    [
        new("Save_FirstAtOnce_OneWins", "Of several nodes that save the first document at once, one wins, and its document is there.", ["F-33"], async h =>
        {
            IJwtKeyStore[] nodes = Open(h);
            for (int round = 0; round < h.Rounds; round++)
                await RaceAsync(nodes, $"Jwt{round}", version: 1);
        }),

        new("Save_NextAtOnce_OneWins", "Of several nodes that save the next document at once, one wins, and its document is there.", ["F-33"], async h =>
        {
            IJwtKeyStore[] nodes = Open(h);
            Check.That(await nodes[0].TrySaveAsync("Jwt", DocumentCases.Document(1), default), "the first document was not saved");
            for (int round = 0; round < h.Rounds; round++)
                await RaceAsync(nodes, "Jwt", version: round + 2);
        }),
    ];

    private static IJwtKeyStore[] Open(JwtKeyStoreHarness harness) => [.. Enumerable.Range(0, Nodes).Select(_ => harness.OpenStore())];

    private static async Task RaceAsync(IJwtKeyStore[] nodes, string strategy, long version)
    {
        bool[] won = await Race.TogetherAsync(nodes.Select((node, number) => new Func<Task<bool>>(async () =>
            await node.TrySaveAsync(strategy, DocumentCases.Document(version, seed: number), default))));
        Check.Equal(1, won.Count(winner => winner), $"winners of version {version}");
        JwtKeyDocument? stored = await nodes[0].LoadAsync(strategy, default);
        Check.Equal(version, stored?.Version, "the version after the race");
        Check.Equal(Array.IndexOf(won, true), stored!.Content.Span[0], "the node whose document is there");
    }
}
