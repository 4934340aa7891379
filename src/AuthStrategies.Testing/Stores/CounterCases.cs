using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Saying that a subject has few records, for stores that offer <see cref="ISessionCounter"/>. Other stores have nothing to prove.</summary>
internal static class CounterCases
{
    private const int Many = 150;

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("MayHaveMoreThan_ASubjectsRecords_NeverTooFew", "A store that counts the records of a subject never says that there are fewer than it lists, whatever was created, replaced or removed.", ["S-08"], async h =>
        {
            if (h.Store.GetService<ISessionCounter>() is not { } counter)
                return;

            List<SessionRecord> records = [];
            for (int i = 0; i < Many; i++)
            {
                await h.AddAsync(h.New("another subject"));
                records.Add(await h.AddAsync(h.New()));
                await IsNeverTooFewAsync(h, counter);
            }

            foreach (SessionRecord record in records.Take(Many / 2))
                Check.Equal(true, await h.Store.TryReplaceAsync(StoreUnderTest.Next(record), default), "replacing");
            await IsNeverTooFewAsync(h, counter);
            foreach (SessionRecord record in records.Skip(10))
                Check.Equal(true, await h.Store.RemoveAsync(record.Id, null, default), "removing");
            await IsNeverTooFewAsync(h, counter);
        }),

        new("MayHaveMoreThan_NoSubject_Throws", "Counting without a subject, or up to a negative number, is the caller's mistake.", [], async h =>
        {
            if (h.Store.GetService<ISessionCounter>() is not { } counter)
                return;

            await Check.ThrowsAsync<ArgumentNullException>(async () => await counter.MayHaveMoreThanAsync(null!, 1, default), "counting for null");
            await Check.ThrowsAsync<ArgumentException>(async () => await counter.MayHaveMoreThanAsync(string.Empty, 1, default), "counting without a subject");
            await Check.ThrowsAsync<ArgumentOutOfRangeException>(async () => await counter.MayHaveMoreThanAsync("alice", -1, default), "counting up to a negative number");
        }),
    ];

    private static async Task IsNeverTooFewAsync(StoreUnderTest h, ISessionCounter counter)
    {
        int listed = (await h.ListAsync("alice")).Count;
        Check.Equal(true, await counter.MayHaveMoreThanAsync("alice", listed - 1, default), $"whether a subject with {listed} records may have more than {listed - 1}");
    }
}
