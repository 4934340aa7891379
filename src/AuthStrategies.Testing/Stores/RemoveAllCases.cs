using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Removing all records of a subject.</summary>
internal static class RemoveAllCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("RemoveAll_Several_AllAreGone", "All records of the subject go, those of others stay, and the count says how many went.", ["S-07"], async h =>
        {
            SessionRecord[] own = [await h.AddAsync(h.New()), await h.AddAsync(h.New()), await h.AddAsync(h.New())];
            SessionRecord other = await h.AddAsync(h.New("bob"));
            Check.Equal(3, await h.Store.RemoveAllAsync("alice", null, default), "removed");
            foreach (SessionRecord record in own)
                await h.IsGoneAsync(record);
            await h.IsThereAsync(other);
        }),

        new("RemoveAll_ExceptOne_ThatOneStays", "The one excepted stays.", ["S-07", "F-24"], async h =>
        {
            SessionRecord own = await h.AddAsync(h.New());
            await h.AddAsync(h.New());
            await h.AddAsync(h.New());
            Check.Equal(2, await h.Store.RemoveAllAsync("alice", own.Id, default), "removed");
            await h.IsThereAsync(own);
            Check.Equal(1, (await h.ListAsync("alice")).Count, "records left");
        }),

        new("RemoveAll_ExceptSomebodyElses_AllAreGone", "An exception that is not the subject's excepts nothing.", ["S-07"], async h =>
        {
            SessionRecord own = await h.AddAsync(h.New("alice"));
            SessionRecord other = await h.AddAsync(h.New("bob"));
            Check.Equal(1, await h.Store.RemoveAllAsync("alice", other.Id, default), "removed");
            await h.IsGoneAsync(own);
            await h.IsThereAsync(other);
            Check.Equal(0, await h.Store.RemoveAllAsync("alice", StoreUnderTest.NewId(), default), "removed when none is left");
        }),

        new("RemoveAll_NoSuchSubject_RemovesNothing", "No such subject: nothing to remove.", [], async h =>
        {
            SessionRecord other = await h.AddAsync(h.New("bob"));
            Check.Equal(0, await h.Store.RemoveAllAsync("nobody", null, default), "removed");
            await h.IsThereAsync(other);
        }),

        new("RemoveAll_ThenCreate_IsThere", "Who was logged out everywhere may log in again.", ["S-07"], async h =>
        {
            await h.AddAsync(h.New());
            await h.Store.RemoveAllAsync("alice", null, default);
            await h.IsThereAsync(await h.AddAsync(h.New()));
            Check.Equal(1, (await h.ListAsync("alice")).Count, "records");
        }),

        new("RemoveAll_NoSubject_Throws", "Removing all records without a subject is a mistake of the caller.", [], async h =>
        {
            await Check.ThrowsAsync<ArgumentNullException>(async () => await h.Store.RemoveAllAsync(null!, null, default), "removing all of null");
            await Check.ThrowsAsync<ArgumentException>(async () => await h.Store.RemoveAllAsync(string.Empty, null, default), "removing all without a subject");
        }),
    ];
}
