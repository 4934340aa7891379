using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Cancelled before it began: no effect at all.</summary>
internal static class CancellationCases
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Create_Cancelled_CreatesNothing", "A cancelled create takes no effect.", ["F-45"], async h =>
        {
            SessionRecord record = h.New();
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.TryCreateAsync(record, Cancelled), "creating");
            await h.IsGoneAsync(record);
        }),

        new("Find_Cancelled_Throws", "A cancelled look-up is not an empty answer.", ["F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.FindAsync(record.Id, Cancelled), "finding");
        }),

        new("Replace_Cancelled_ChangesNothing", "A cancelled replacement takes no effect.", ["F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.TryReplaceAsync(StoreUnderTest.Next(record), Cancelled), "replacing");
            await h.IsThereAsync(record);
        }),

        new("Remove_Cancelled_ChangesNothing", "A removal that was cancelled before it began takes no effect.", ["F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.RemoveAsync(record.Id, null, Cancelled), "removing");
            await h.IsThereAsync(record);
        }),

        new("List_Cancelled_Throws", "A cancelled list is not an empty list, whichever way the token comes.", ["F-45"], async h =>
        {
            await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(() => CountAsync(h.Store.ListAsync("alice", Cancelled), default), "listing");
            await Check.ThrowsAsync<OperationCanceledException>(() => CountAsync(h.Store.ListAsync("alice", default), Cancelled), "enumerating");
            await Check.ThrowsAsync<OperationCanceledException>(() => CountAsync(h.Store.ListAsync("nobody", Cancelled), default), "listing nothing");
        }),

        new("List_CancelledMidway_Throws", "An enumeration that is cancelled ends with the exception, not as if it were complete.", ["F-45"], async h =>
        {
            await h.AddAsync(h.New());
            await h.AddAsync(h.New());
            using var source = new CancellationTokenSource();
            await using IAsyncEnumerator<SessionRecord> list = h.Store.ListAsync("alice", source.Token).GetAsyncEnumerator(default);
            Check.Equal(true, await list.MoveNextAsync(), "the first one");
            await source.CancelAsync();
            await Check.ThrowsAsync<OperationCanceledException>(async () => await list.MoveNextAsync(), "the next one");
        }),

        new("RemoveAll_Cancelled_ChangesNothing", "A cancelled removal of all that had not begun takes no effect.", ["F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.RemoveAllAsync("alice", null, Cancelled), "removing all");
            await h.IsThereAsync(record);
        }),
    ];

    private static async Task<int> CountAsync(IAsyncEnumerable<SessionRecord> list, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (SessionRecord _ in list.WithCancellation(cancellationToken))
            count++;
        return count;
    }
}
