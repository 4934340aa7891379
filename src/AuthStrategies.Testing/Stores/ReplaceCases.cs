using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Records;

namespace AuthStrategies.Testing.Stores;

/// <summary>Replacing.</summary>
internal static class ReplaceCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Replace_NextVersion_IsFoundAndListed", "The next version takes the place of the one before, in the list too.", ["S-07"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            for (int i = 0; i < 20; i++)
            {
                record = StoreUnderTest.Next(record, record.ExpiresAt.AddMinutes(1), [(byte)i]);
                Check.Equal(true, await h.Store.TryReplaceAsync(record, default), "replacing by the next version");
                await h.IsThereAsync(record);
            }
        }),

        new("Replace_AnotherVersion_ChangesNothing", "Only the version right after the stored one replaces it.", ["S-06", "F-22"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            SessionRecord second = StoreUnderTest.Next(first, payload: [2]);
            SessionRecord third = StoreUnderTest.Next(second, payload: [3]);
            Check.Equal(false, await h.Store.TryReplaceAsync(third, default), "skipping a version");
            Check.Equal(true, await h.Store.TryReplaceAsync(second, default), "the next version");
            Check.Equal(false, await h.Store.TryReplaceAsync(second, default), "the same version again");
            Check.Equal(false, await h.Store.TryReplaceAsync(first, default), "an older version");
            await h.IsThereAsync(second);
        }),

        new("Replace_Missing_CreatesNothing", "A record that is not there is not created.", ["S-06"], async h =>
        {
            SessionRecord first = h.New();
            SessionRecord next = StoreUnderTest.Next(first);
            Check.Equal(false, await h.Store.TryReplaceAsync(next, default), "replacing what is not there");
            Check.Equal(false, await h.Store.TryReplaceAsync(first, default), "replacing what is not there by version 1");
            await h.IsGoneAsync(next);
        }),

        new("Replace_AfterRemoval_StaysGone", "A session ended elsewhere stays ended: the late writer learns that it is gone.", ["S-06", "F-22"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            Check.Equal(true, await h.Store.RemoveAsync(first.Id, null, default), "removing");
            Check.Equal(false, await h.Store.TryReplaceAsync(StoreUnderTest.Next(first), default), "replacing what was removed");
            await h.IsGoneAsync(first);
        }),

        new("Replace_AfterRemoveAll_StaysGone", "Nor does a late write bring back what was ended together with all others.", ["S-06", "S-07"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            Check.Equal(1, await h.Store.RemoveAllAsync(first.Subject, null, default), "removing all");
            Check.Equal(false, await h.Store.TryReplaceAsync(StoreUnderTest.Next(first), default), "replacing what was removed");
            await h.IsGoneAsync(first);
        }),

        new("Replace_AnotherSubject_Throws", "The subject never changes, not by a letter's case either.", ["S-07"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New("alice"));
            foreach (string other in new[] { "bob", "Alice" })
            {
                SessionRecord stolen = first.With(subject: other, version: 2, payload: (byte[])[2]);
                await Check.ThrowsAsync<ArgumentException>(async () => await h.Store.TryReplaceAsync(stolen, default), "replacing with another subject");
                Check.Equal(0, (await h.ListAsync(other)).Count, "records of the other subject");
            }

            await h.IsThereAsync(first);
        }),

        new("Replace_AnotherEnd_Throws", "The absolute end never moves.", ["D-04"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            SessionRecord longer = first.With(absoluteExpiresAt: first.AbsoluteExpiresAt.AddTicks(1), version: 2, payload: (byte[])[2]);
            await Check.ThrowsAsync<ArgumentException>(async () => await h.Store.TryReplaceAsync(longer, default), "replacing with another end");
            await h.IsThereAsync(first);
        }),

        new("Replace_Null_Throws", "Replacing by nothing is the caller's mistake.", [], async h =>
            await Check.ThrowsAsync<ArgumentNullException>(async () => await h.Store.TryReplaceAsync(null!, default), "replacing by null")),
    ];
}
