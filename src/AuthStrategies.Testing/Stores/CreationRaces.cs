using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Concurrent calls that create and replace.</summary>
internal static class CreationRaces
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Create_SameIdAtOnce_OneWins", "If many callers create one id at the same moment, exactly one gets yes, and its record is there.", ["S-06", "F-25"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionId id = StoreUnderTest.NewId();
                SessionRecord[] rivals = [.. Enumerable.Range(0, 4).Select(i => h.New("subject-" + i, id, payload: [(byte)i]))];
                bool[] won = await Race.TogetherAsync(rivals.Select(r => (Func<Task<bool>>)(async () => await h.Store.TryCreateAsync(r, default))));
                Check.Equal(1, won.Count(w => w), "creators who heard yes");
                await h.IsThereAsync(rivals[Array.IndexOf(won, true)]);
                foreach (SessionRecord loser in rivals.Where((_, i) => !won[i]))
                    Check.That((await h.ListAsync(loser.Subject)).All(r => r.Id != id), "a loser's record was listed");
            }
        }),

        new("Replace_SameVersionAtOnce_OneWins", "If many callers replace one version at the same moment, exactly one gets yes, and its record is there.", ["F-22"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord first = await h.AddAsync(h.New("subject-" + (round % 50)));
                SessionRecord[] rivals = [.. Enumerable.Range(0, 4).Select(i => StoreUnderTest.Next(first, payload: [(byte)i]))];
                bool[] won = await Race.TogetherAsync(rivals.Select(r => (Func<Task<bool>>)(async () => await h.Store.TryReplaceAsync(r, default))));
                Check.Equal(1, won.Count(w => w), "replacers who heard yes");
                await h.IsThereAsync(rivals[Array.IndexOf(won, true)]);
            }
        }),

        new("Replace_ManyWriters_NoneIsLost", "Writers who read, add one and replace, again and again, lose no addition.", ["F-22"], async h =>
        {
            int each = h.Rounds / 4;
            SessionRecord record = await h.AddAsync(h.New(payload: BitConverter.GetBytes(0)));
            await Race.TogetherAsync(Enumerable.Range(0, 4).Select(_ => (Func<Task<int>>)(async () =>
            {
                int done = 0;
                while (done < each)
                {
                    SessionRecord seen = (await h.Store.FindAsync(record.Id, default))!;
                    SessionRecord next = StoreUnderTest.Next(seen, payload: BitConverter.GetBytes(BitConverter.ToInt32(seen.Payload.Span) + 1));
                    done += await h.Store.TryReplaceAsync(next, default) ? 1 : 0;
                }

                return done;
            })));
            SessionRecord? last = await h.Store.FindAsync(record.Id, default);
            Check.Equal(4 * each, BitConverter.ToInt32(last!.Payload.Span), "additions");
            Check.Equal(1L + (4 * each), last.Version, "version");
        }),

        new("Find_WhileOthersComeAndGo_NeverMissesTheLiving", "A live record is always found, while many others are created and removed.", ["S-07", "F-43"], async h =>
        {
            SessionRecord[] living = [.. Enumerable.Range(0, 20).Select(i => h.New("living-" + i))];
            foreach (SessionRecord record in living)
                await h.AddAsync(record);

            await Race.WhileAsync(
                async () =>
                {
                    foreach (SessionRecord record in living)
                        Check.That(await h.Store.FindAsync(record.Id, default) is not null, "a living record was not found");
                },
                async () =>
                {
                    List<SessionRecord> others = [];
                    for (int i = 0; i < h.Rounds * 20; i++)
                        others.Add(await h.AddAsync(h.New("other-" + (i % 1000))));
                    foreach (SessionRecord record in others)
                        Check.Equal(true, await h.Store.RemoveAsync(record.Id, null, default), "removing");
                });
        }),

        new("Find_WhileReplaced_NeverGoesBack", "A reader that has seen a version never sees an older one later.", ["F-15", "F-22"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            long seen = 0;
            await Race.WhileAsync(
                async () =>
                {
                    long version = (await h.Store.FindAsync(record.Id, default))!.Version;
                    Check.That(version >= seen, "an older version was found");
                    seen = version;
                },
                async () =>
                {
                    for (int i = 0; i < h.Rounds; i++)
                        Check.Equal(true, await h.Store.TryReplaceAsync(record = StoreUnderTest.Next(record), default), "replacing");
                });
        }),
    ];
}
