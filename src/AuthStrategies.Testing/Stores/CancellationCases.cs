using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>A call that is cancelled before it starts has no effect.</summary>
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

        new("List_Cancelled_Throws", "A cancelled list is not an empty list.", ["F-45"], async h =>
        {
            await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.ListAsync("alice", Cancelled), "listing");
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.ListAsync("unknown", Cancelled), "listing nothing");
        }),

        new("RemoveAll_Cancelled_ChangesNothing", "A cancelled removal of all that had not begun takes no effect.", ["F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.RemoveAllAsync("alice", null, Cancelled), "removing all");
            await h.IsThereAsync(record);
        }),
    ];
}
