using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Listing and removing all records of a subject concurrently with other writes.</summary>
internal static class SubjectRaces
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("List_WhileOthersComeAndGo_NeverMissesTheLiving", "A record that exists during the whole call is listed once, while others are created and removed.", ["S-07"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            SessionRecord last = first;
            await Race.WhileAsync(
                async () =>
                {
                    IReadOnlyList<SessionRecord> listed = await h.ListAsync("alice");
                    Check.Equal(1, listed.Count(r => r.Id == first.Id), "how often the living record is listed");
                    Check.Equal(listed.Count, listed.DistinctBy(r => r.Id).Count(), "records listed once");
                },
                async () =>
                {
                    Queue<SessionRecord> others = [];
                    for (int i = 0; i < h.Rounds * 5; i++)
                    {
                        others.Enqueue(await h.AddAsync(h.New()));
                        if (i % 7 == 0)
                            Check.Equal(true, await h.Store.TryReplaceAsync(last = StoreUnderTest.Next(last), default), "replacing");
                        if (others.Count > 10)
                            Check.Equal(true, await h.Store.RemoveAsync(others.Dequeue().Id, null, default), "removing");
                    }
                });
        }),

        new("List_RacingWrites_HoldsWhatIsFound", "As long as a record can be found it is in its subject's list.", ["S-07", "F-13"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord record = h.New("subject-" + (round % 50));
                await Race.TogetherAsync<bool>(
                    async () => await h.Store.TryCreateAsync(record, default),
                    async () =>
                    {
                        if (await h.Store.FindAsync(record.Id, default) is null)
                            return false;
                        IReadOnlyList<SessionRecord> listed = await h.ListAsync(record.Subject);
                        Check.That(listed.Any(r => r.Id == record.Id), "a record was found and not listed");
                        return true;
                    });
                await h.IsThereAsync(record);
            }
        }),

        new("RemoveAll_RacingCreate_IsThereOrGone", "A record that is created while all of its subject are removed is there or gone, never in between; the excepted record stays.", ["S-07", "F-24"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                string subject = "subject-" + round;
                SessionRecord own = await h.AddAsync(h.New(subject));
                SessionRecord old = await h.AddAsync(h.New(subject));
                SessionRecord fresh = h.New(subject);
                int[] done = await Race.TogetherAsync<int>(
                    async () => await h.Store.RemoveAllAsync(subject, own.Id, default),
                    async () => await h.Store.TryCreateAsync(fresh, default) ? 1 : 0);
                Check.Equal(1, done[1], "records created");
                await h.IsThereAsync(own);
                await h.IsGoneAsync(old);
                await (done[0] == 2 ? h.IsGoneAsync(fresh) : h.IsThereAsync(fresh));
            }
        }),

        new("RemoveAll_RacingReplace_StaysGone", "What was ended together with all others is not brought back by a late write.", ["S-06", "S-07"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                string subject = "subject-" + round;
                SessionRecord record = await h.AddAsync(h.New(subject));
                int[] done = await Race.TogetherAsync<int>(
                    async () => await h.Store.RemoveAllAsync(subject, null, default),
                    async () => await h.Store.TryReplaceAsync(StoreUnderTest.Next(record), default) ? 1 : 0);
                Check.Equal(1, done[0], "removed");
                await h.IsGoneAsync(record);
            }
        }),

        new("RemoveAll_AtOnce_EachCountedOnce", "If two callers remove all records of a subject at the same moment, each record is counted once.", ["S-07"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                string subject = "subject-" + round;
                for (int i = 0; i < 5; i++)
                    await h.AddAsync(h.New(subject));
                int[] done = await Race.TogetherAsync<int>(
                    async () => await h.Store.RemoveAllAsync(subject, null, default),
                    async () => await h.Store.RemoveAllAsync(subject, null, default));
                Check.Equal(5, done.Sum(), "removed");
                Check.Equal(0, (await h.ListAsync(subject)).Count, "records left");
            }
        }),
    ];
}
