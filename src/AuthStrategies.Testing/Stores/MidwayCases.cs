using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>A call that is cancelled while it runs takes effect completely or not at all. And many concurrent calls over one store object.</summary>
internal static class MidwayCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Create_CancelledMidway_IsWholeOrNothing", "A create that is cancelled while it runs took place, found and listed, or did not.", ["F-45", "F-13"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord record = h.New("subject-" + (round % 50));
                bool? created = await MidwayAsync(round, token => h.Store.TryCreateAsync(record, token));
                Check.That(created != false, "a new record was refused");
                await WholeAsync(h, created, record, null);
            }
        }),

        new("Replace_CancelledMidway_IsWholeOrNothing", "A replacement that is cancelled while it runs took place, found and listed, or did not.", ["F-45", "F-13"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord record = await h.AddAsync(h.New("subject-" + (round % 50)));
                SessionRecord next = StoreUnderTest.Next(record, payload: [(byte)round]);
                bool? replaced = await MidwayAsync(round, token => h.Store.TryReplaceAsync(next, token));
                Check.That(replaced != false, "the next version was refused");
                await WholeAsync(h, replaced, next, record);
            }
        }),

        new("Remove_CancelledMidway_IsWholeOrNothing", "A removal that is cancelled while it runs took place or did not, and can be repeated.", ["F-45", "F-13"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord record = await h.AddAsync(h.New("subject-" + (round % 50)));
                bool? removed = await MidwayAsync(round, token => h.Store.RemoveAsync(record.Id, null, token));
                Check.That(removed != false, "a record that is there was not removed");
                await WholeAsync(h, removed, null, record);
                await h.Store.RemoveAsync(record.Id, null, default);
                await h.IsGoneAsync(record);
            }
        }),

        new("RemoveAll_CancelledMidway_EachIsWhole", "A removal of all that is cancelled while it runs leaves each record whole or gone, and can be repeated.", ["F-45", "S-07"], async h =>
        {
            for (int round = 0; round < h.Rounds / 4; round++)
            {
                string subject = "subject-" + round;
                SessionRecord[] records = [await h.AddAsync(h.New(subject)), await h.AddAsync(h.New(subject)), await h.AddAsync(h.New(subject))];
                await MidwayAsync(round, async token => await h.Store.RemoveAllAsync(subject, null, token) > 0);
                int left = 0;
                foreach (SessionRecord record in records)
                    left += await WholeAsync(h, null, null, record) ? 1 : 0;
                Check.Equal(left, await h.Store.RemoveAllAsync(subject, null, default), "removed by the repetition");
                Check.Equal(0, (await h.ListAsync(subject)).Count, "records left");
            }
        }),

        new("AnyCall_ManyAtOnce_EachAnswersItsOwn", "However many calls run at once over one store object, each answers its own question, and those that are cancelled spoil no other.", ["F-40", "F-39"], async h =>
        {
            await Race.TogetherAsync(Enumerable.Range(0, 64).Select(worker => (Func<Task<bool>>)(async () =>
            {
                string subject = "worker-" + worker;
                for (int i = 0; i < Math.Max(2, h.Rounds / 50); i++)
                {
                    SessionRecord record = await h.AddAsync(h.New(subject, payload: [(byte)worker, (byte)i]));
                    await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.FindAsync(record.Id, new(canceled: true)), "finding");
                    await h.IsThereAsync(record);
                    SessionRecord next = StoreUnderTest.Next(record);
                    Check.Equal(true, await h.Store.TryReplaceAsync(next, default), "replacing");
                    Check.Equal(1, (await h.ListAsync(subject)).Count, "listed");
                    Check.Equal(true, await h.Store.RemoveAsync(record.Id, 2, default), "removing");
                    await h.IsGoneAsync(record);
                }

                return true;
            })));
        }),

        new("Find_UntilItsExpiry_IsThere", "No store removes a record before its expiry, by any clock: until then it is found and listed.", ["D-04", "F-14"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New(expiresIn: TimeSpan.FromHours(1)));
            h.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
            for (int i = 0; i < 20; i++)
                await h.AddAsync(h.New());
            await h.IsThereAsync(record);
        }),

        new("Find_PastItsExpiry_IsNoError", "Past its time a record may be there or gone, found and listed alike; asking for it is no error.", ["D-04"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New(expiresIn: TimeSpan.FromHours(1)));
            h.Time.Advance(TimeSpan.FromHours(2));
            await WholeAsync(h, null, null, record);
            await h.Store.TryReplaceAsync(StoreUnderTest.Next(record), default);
            await h.Store.RemoveAsync(record.Id, null, default);
            await h.IsGoneAsync(record);
        }),
    ];

    /// <summary>Cancels a call while it runs; <see langword="null"/> if the call was cancelled, whether it took effect or not.</summary>
    private static async Task<bool?> MidwayAsync(int round, Func<CancellationToken, ValueTask<bool>> call)
    {
        using var source = new CancellationTokenSource();
        bool?[] answers = await Race.TogetherAsync<bool?>(
            async () =>
            {
                try
                {
                    return await call(source.Token);
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
            },
            async () =>
            {
                // Cancel a little later in each round, so that each part of the call is interrupted in some round.
                Thread.SpinWait(round % 64 * 16);
                await source.CancelAsync();
                return null;
            });
        return answers[0];
    }

    /// <summary>Demands the state after the call or, if it was cancelled, the state before it. Returns whether it is the state before.</summary>
    private static async Task<bool> WholeAsync(StoreUnderTest h, bool? answer, SessionRecord? after, SessionRecord? before)
    {
        SessionRecord any = (after ?? before)!;
        SessionRecord? found = await h.Store.FindAsync(any.Id, default);
        bool isBefore = found?.Version == before?.Version;
        Check.That(!isBefore || answer is null, "the call was answered and had no effect");
        SessionRecord? expected = isBefore ? before : after;
        await (expected is null ? h.IsGoneAsync(any) : h.IsThereAsync(expected));
        return isBefore;
    }
}
