using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Concurrent calls, one of which removes.</summary>
internal static class RemovalRaces
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Remove_RacingReplace_StaysGone", "A removal at the same moment as a replacement: the record is gone, whichever came first.", ["S-06", "F-22"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord first = await h.AddAsync(h.New("subject-" + (round % 50)));
                SessionRecord next = StoreUnderTest.Next(first);
                bool[] done = await Race.TogetherAsync<bool>(
                    async () => await h.Store.TryReplaceAsync(next, default),
                    async () => await h.Store.RemoveAsync(first.Id, null, default));
                Check.Equal(true, done[1], "removing");
                await h.IsGoneAsync(first);
            }
        }),

        new("Remove_VersionRacingReplace_OneWins", "A removal on condition of a version and a replacement of that version: exactly one takes place.", ["S-06", "F-44"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord first = await h.AddAsync(h.New("subject-" + (round % 50)));
                SessionRecord next = StoreUnderTest.Next(first);
                bool[] done = await Race.TogetherAsync<bool>(
                    async () => await h.Store.TryReplaceAsync(next, default),
                    async () => await h.Store.RemoveAsync(first.Id, 1, default));
                Check.Equal(1, done.Count(d => d), "how many took place");
                await (done[0] ? h.IsThereAsync(next) : h.IsGoneAsync(first));
            }
        }),

        new("Remove_AtOnce_OneRemoved", "If many callers remove one record at the same moment, exactly one gets yes.", ["S-06"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord first = await h.AddAsync(h.New());
                bool[] done = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(_ => (Func<Task<bool>>)(async () => await h.Store.RemoveAsync(first.Id, null, default))));
                Check.Equal(1, done.Count(d => d), "removers who heard yes");
                await h.IsGoneAsync(first);
            }
        }),

        new("Remove_RacingFind_LaterFindsSayNo", "A look-up that starts after a removal returned says no, on every thread.", ["F-21"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord first = await h.AddAsync(h.New());
                Check.That(await h.Store.FindAsync(first.Id, default) is not null, "a living record was not found");
                int removed = 0;
                await Race.TogetherAsync<bool>(
                    async () =>
                    {
                        await h.Store.RemoveAsync(first.Id, null, default);
                        Volatile.Write(ref removed, 1);
                        return true;
                    },
                    async () =>
                    {
                        for (bool before = true; before;)
                        {
                            before = Volatile.Read(ref removed) == 0;
                            bool found = await h.Store.FindAsync(first.Id, default) is not null;
                            Check.That(before || !found, "a removed record was found");
                        }

                        return true;
                    });
            }
        }),

        new("OneId_AnyWritesAtOnce_AddUp", "Creates, replacements and removals of one id at the same moment come out as if one after the other: table and list agree.", ["S-06", "S-07"], async h =>
        {
            SessionId id = StoreUnderTest.NewId();
            string[] subjects = ["alice", "bob", "carol"];
            int[] balance = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(worker => (Func<Task<int>>)(async () =>
            {
                int created = 0;
                for (int i = 0; i < h.Rounds; i++)
                    created += await WriteAsync(h, id, subjects[(i * 7 + worker) % 3], (i * 13 / 5 + worker) % 4);
                return created;
            })));

            SessionRecord? last = await h.Store.FindAsync(id, default);
            Check.Equal(last is null ? 0 : 1, balance.Sum(), "creations less removals");
            foreach (string subject in subjects)
                Check.Equal(last?.Subject == subject ? 1 : 0, (await h.ListAsync(subject)).Count, "records of " + subject);
            if (last is not null)
                await h.IsThereAsync(last);
        }),
    ];

    private static async Task<int> WriteAsync(StoreUnderTest h, SessionId id, string subject, int what)
    {
        if (what == 0)
            return await h.Store.TryCreateAsync(h.New(subject, id), default) ? 1 : 0;
        if (what == 1)
            return await h.Store.RemoveAsync(id, null, default) ? -1 : 0;
        if (await h.Store.FindAsync(id, default) is not { } seen)
            return 0;
        if (what == 2)
            return await h.Store.RemoveAsync(id, seen.Version, default) ? -1 : 0;

        try
        {
            await h.Store.TryReplaceAsync(StoreUnderTest.Next(seen), default);
        }
        catch (ArgumentException)
        {
            // Another call removed the record and created it for another subject between the read and the write.
        }

        return 0;
    }
}
