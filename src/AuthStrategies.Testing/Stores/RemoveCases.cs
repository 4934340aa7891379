using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Removing one record.</summary>
internal static class RemoveCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Remove_There_IsGone", "What was removed is neither found nor listed from then on; the others are.", ["S-06", "F-21"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            SessionRecord second = await h.AddAsync(h.New());
            Check.Equal(true, await h.Store.RemoveAsync(first.Id, null, default), "removing");
            await h.IsGoneAsync(first);
            await h.IsThereAsync(second);
        }),

        new("Remove_NotThere_IsNoError", "Removing what is not there is not an error and says that this call removed nothing.", [], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            Check.Equal(true, await h.Store.RemoveAsync(record.Id, null, default), "removing");
            Check.Equal(false, await h.Store.RemoveAsync(record.Id, null, default), "removing again");
            Check.Equal(false, await h.Store.RemoveAsync(record.Id, 1, default), "removing a version again");
            Check.Equal(false, await h.Store.RemoveAsync(StoreUnderTest.NewId(), null, default), "removing what never was");
            Check.Equal(false, await h.Store.RemoveAsync(default, null, default), "removing the default id");
        }),

        new("Remove_ThatVersion_IsGone", "A removal on condition of a version takes place when it is the stored one.", ["S-06"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            SessionRecord next = StoreUnderTest.Next(record);
            Check.Equal(true, await h.Store.TryReplaceAsync(next, default), "replacing");
            Check.Equal(true, await h.Store.RemoveAsync(record.Id, 2, default), "removing version 2");
            await h.IsGoneAsync(next);
        }),

        new("Remove_AnotherVersion_ChangesNothing", "A removal on condition of a version that is not the stored one changes nothing.", ["F-44"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            SessionRecord next = StoreUnderTest.Next(record);
            Check.Equal(false, await h.Store.RemoveAsync(record.Id, 2, default), "removing a version to come");
            Check.Equal(true, await h.Store.TryReplaceAsync(next, default), "replacing");
            Check.Equal(false, await h.Store.RemoveAsync(record.Id, 1, default), "removing a version gone by");
            await h.IsThereAsync(next);
        }),

        new("Remove_WhateverVersion_IsGone", "Without a condition, the latest version is removed.", ["S-06"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            for (int i = 0; i < 5; i++)
                Check.Equal(true, await h.Store.TryReplaceAsync(record = StoreUnderTest.Next(record), default), "replacing");
            Check.Equal(true, await h.Store.RemoveAsync(record.Id, null, default), "removing");
            await h.IsGoneAsync(record);
        }),
    ];
}
