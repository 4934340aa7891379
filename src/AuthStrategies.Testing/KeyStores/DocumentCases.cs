using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.KeyStores;

/// <summary>Loading and saving documents, one call after the other.</summary>
internal static class DocumentCases
{
    private const string Strategy = "Jwt";

    private static readonly CancellationToken Cancelled = new(canceled: true);

    // Names that differ, and that a database, a file system or a key might take for the same one.
    private static readonly string[] Names = ["Jwt", "jwt", "JWT", "Jwt ", "Jẃt", "Jwt:1", "Jwt/1", "Jwt'--", new('n', 300), "Jwt\u0301"];

    public static IEnumerable<JwtKeyStoreCase> All =>
    [
        new("Load_NothingSaved_IsNull", "A strategy of which nothing was saved has no document.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            await IsAsync(store, null, "of a new store");
            await SaveAsync(store, Document(1), expected: true);
            Check.That(await store.LoadAsync("Other", default) is null, "a strategy of which nothing was saved has a document");
        }),

        new("Save_First_IsThereOnEveryNode", "After a save has returned, every node loads the document, byte for byte.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            await SaveAsync(store, Document(1), expected: true);
            await IsAsync(store, Document(1), "on the node that saved");
            await IsAsync(h.OpenStore(), Document(1), "on another node");
        }),

        new("Save_AnyContent_IsKeptExactly", "A document of any legal size and any bytes is kept unchanged.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            byte[][] contents = [[0], [.. Enumerable.Range(0, 256).Select(value => (byte)value)], [0xFF, 0xFE, 0x0A, 0x0D, 0x00], new byte[JwtKeyDocument.MaxContentSize]];
            contents[^1].AsSpan().Fill(0xA5);
            for (int i = 0; i < contents.Length; i++)
            {
                JwtKeyDocument document = new(i + 1, contents[i]);
                await SaveAsync(store, document, expected: true);
                await IsAsync(h.OpenStore(), document, $"of {contents[i].Length} bytes");
            }
        }),

        new("Save_FirstAlreadyThere_ChangesNothing", "Version 1 is saved only if there is no document.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            await SaveAsync(store, Document(1), expected: true);
            await SaveAsync(h.OpenStore(), Document(1, seed: 2), expected: false);
            await IsAsync(store, Document(1), "after another node tried");
        }),

        new("Save_NothingToReplace_CreatesNothing", "A later version is not saved where there is no document.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            await SaveAsync(store, Document(2), expected: false);
            await IsAsync(store, null, "after a save of version 2");
        }),

        new("Save_NotTheNextVersion_ChangesNothing", "Only the version after the stored one is saved: not the same, none before, none skipped.", ["F-33", "M-05"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            for (int version = 1; version <= 3; version++)
                await SaveAsync(store, Document(version), expected: true);
            foreach (long version in new long[] { 1, 2, 3, 5, 260, long.MaxValue })
            {
                await SaveAsync(store, Document(version, seed: 2), expected: false);
                await IsAsync(store, Document(3), $"after a save of version {version}");
            }
        }),

        new("Save_ManyVersions_LastOneIsThere", "Versions follow one another without an end, past what one byte holds.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            for (int version = 1; version <= 260; version++)
                await SaveAsync(store, Document(version), expected: true);
            await IsAsync(h.OpenStore(), Document(260), "after 260 versions");
        }),

        new("Save_SimilarNames_AreTold", "The names of strategies are compared ordinally.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            for (int i = 0; i < Names.Length; i++)
                Check.That(await store.TrySaveAsync(Names[i], Document(1, seed: i), default), $"the first document of name {i} was not saved");
            for (int i = 0; i < Names.Length; i++)
                Same(Document(1, seed: i), await h.OpenStore().LoadAsync(Names[i], default), $"of name {i}");
        }),

        new("Load_Cancelled_Throws", "A cancelled load is not an empty answer.", ["F-45"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            await SaveAsync(store, Document(1), expected: true);
            await Check.ThrowsAsync<OperationCanceledException>(async () => await store.LoadAsync(Strategy, Cancelled), "loading");
        }),

        new("Save_Cancelled_ChangesNothing", "A save that was cancelled before it began takes no effect.", ["F-45"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            await Check.ThrowsAsync<OperationCanceledException>(async () => await store.TrySaveAsync(Strategy, Document(1), Cancelled), "saving the first version");
            await IsAsync(store, null, "after a cancelled save of the first version");
            await SaveAsync(store, Document(1), expected: true);
            await Check.ThrowsAsync<OperationCanceledException>(async () => await store.TrySaveAsync(Strategy, Document(2), Cancelled), "saving the next version");
            await IsAsync(store, Document(1), "after a cancelled save of the next version");
        }),
    ];

    public static JwtKeyDocument Document(long version, int seed = 1) => new(version, [(byte)seed, 0, 255, (byte)version]);

    public static async Task IsAsync(IJwtKeyStore store, JwtKeyDocument? expected, string what) =>
        Same(expected, await store.LoadAsync(Strategy, default), what);

    private static async Task SaveAsync(IJwtKeyStore store, JwtKeyDocument document, bool expected) =>
        Check.Equal(expected, await store.TrySaveAsync(Strategy, document, default), $"saving version {document.Version}");

    private static void Same(JwtKeyDocument? expected, JwtKeyDocument? actual, string what)
    {
        Check.Equal(expected?.Version, actual?.Version, $"the version {what}");
        Check.That(expected is null || expected.Content.Span.SequenceEqual(actual!.Content.Span), $"the content {what} differs");
    }
}
