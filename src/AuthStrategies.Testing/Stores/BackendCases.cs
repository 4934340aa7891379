using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Cases that need control over the backend.</summary>
internal static class BackendCases
{
    private const int Waiting = 20;

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("AnyCall_BackendBroken_IsAStoreException", "A failure of the backend is a SessionStoreException with the original inside, whatever the call; it is never an empty answer.", ["F-42", "F-01", "F-04", "F-05", "F-36"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await WhileBrokenAsync(h, async () =>
            {
                await FailsAsync(async () => await h.Store.TryCreateAsync(h.New(), default), "creating");
                await FailsAsync(async () => await h.Store.FindAsync(record.Id, default), "finding");
                await FailsAsync(async () => await h.Store.TryReplaceAsync(StoreUnderTest.Next(record), default), "replacing");
                await FailsAsync(async () => await h.Store.RemoveAsync(record.Id, null, default), "removing");
                await FailsAsync(async () => await h.ListAsync("alice"), "listing");
                await FailsAsync(async () => await h.Store.RemoveAllAsync("alice", null, default), "removing all");
            });
        }, SessionStoreNeeds.Failure),

        new("AnyCall_BackendRepaired_WorksAsBefore", "When the backend is back, an open store works again, and what was there is there.", ["F-01", "F-36", "F-42"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            await WhileBrokenAsync(h, () => FailsAsync(async () => await h.Store.FindAsync(record.Id, default), "finding"));
            await h.IsThereAsync(record);
            await h.IsThereAsync(await h.AddAsync(h.New()));
        }, SessionStoreNeeds.Failure),

        new("RemoveExpired_BackendBroken_IsAStoreException", "A sweep that cannot sweep says so.", ["F-42"], h =>
            WhileBrokenAsync(h, () => FailsAsync(async () => await h.Store.RemoveExpiredAsync(h.Now, 10, default), "sweeping")), SessionStoreNeeds.Failure | SessionStoreNeeds.Cleanup),

        new("AnyCall_BackendStalled_CancellationIsHonoured", "A call that waits for the backend ends when it is cancelled, also if many wait, and after that the store works.", ["F-06", "F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            using var client = new CancellationTokenSource();
            await h.Harness.StallAsync!(default);
            try
            {
                int begun = 0;
                Task[] waiting =
                [
                    .. Enumerable.Range(0, Waiting).Select(_ => Task.Run(async () =>
                    {
                        Interlocked.Increment(ref begun);
                        await h.Store.FindAsync(record.Id, client.Token);
                    })),
                ];
                // A call that is cancelled before it started would not test cancellation during the wait.
                while (Volatile.Read(ref begun) < Waiting)
                    await Task.Yield();
                await client.CancelAsync();
                foreach (Task call in waiting)
                    await Check.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(h.Harness.Patience), "finding");
            }
            finally
            {
                await h.Harness.ResumeAsync!(default);
            }

            await h.IsThereAsync(record);
        }, SessionStoreNeeds.Stall),

        new("Create_Full_ThrowsAndTheRestWorks", "A full store refuses to create with a SessionStoreException; finding, removing and ending all go on, and no living record goes to make room.", ["F-27", "F-43"], async h =>
        {
            SessionRecord[] living = [await h.AddAsync(h.New()), await h.AddAsync(h.New()), await h.AddAsync(h.New("bob"))];
            await h.Harness.FillAsync!(default);
            SessionRecord refused = h.New("carol");
            await Check.ThrowsAsync<SessionStoreException>(async () => await h.Store.TryCreateAsync(refused, default), "creating in a full store");
            await h.IsGoneAsync(refused);
            foreach (SessionRecord record in living)
                await h.IsThereAsync(record);
            Check.Equal(true, await h.Store.RemoveAsync(living[0].Id, null, default), "removing from a full store");
            await h.IsGoneAsync(living[0]);
            Check.Equal(1, await h.Store.RemoveAllAsync("bob", null, default), "removing all from a full store");
            await h.IsGoneAsync(living[2]);
        }, SessionStoreNeeds.Limit),

        new("Find_DamagedRecord_IsNothingAndOthersStay", "A record that cannot be read is no record: nothing is found, nothing but a SessionStoreException is thrown, and the subject's other records are found and listed.", ["F-29"], async h =>
        {
            SessionRecord damaged = await h.AddAsync(h.New());
            SessionRecord other = await h.AddAsync(h.New());
            await h.Harness.DamageAsync!(damaged.Id, default);
            Check.That(await h.Store.FindAsync(damaged.Id, default) is null, "a damaged record was found");
            Check.Equal(false, await h.Store.TryReplaceAsync(StoreUnderTest.Next(damaged), default), "replacing a damaged record");
            await h.IsThereAsync(other);
            Check.That((await h.ListAsync("alice")).All(r => r.Id != damaged.Id), "a damaged record was listed");
        }, SessionStoreNeeds.Damage),

        new("AnyCall_EvictedRecord_IsGone", "A list that names a record which is not there is ignored: nothing is found, listed, replaced or counted, and the id may be created anew.", ["F-13", "F-28"], async h =>
        {
            SessionRecord evicted = await h.AddAsync(h.New());
            SessionRecord other = await h.AddAsync(h.New());
            await h.Harness.EvictAsync!(evicted.Id, default);
            await h.IsGoneAsync(evicted);
            Check.Equal(false, await h.Store.TryReplaceAsync(StoreUnderTest.Next(evicted), default), "replacing an evicted record");
            Check.Equal(false, await h.Store.RemoveAsync(evicted.Id, null, default), "removing an evicted record");
            await h.IsThereAsync(other);
            await h.IsThereAsync(await h.AddAsync(h.New("bob", evicted.Id)));
            Check.Equal(1, await h.Store.RemoveAllAsync("alice", null, default), "removed");
            Check.Equal(1, (await h.ListAsync("bob")).Count, "records of the id's next owner");
        }, SessionStoreNeeds.Eviction),
    ];

    // Other tests may share the backend: it is repaired also when the case fails.
    private static async Task WhileBrokenAsync(StoreUnderTest h, Func<Task> look)
    {
        await h.Harness.BreakAsync!(default);
        try
        {
            await look();
        }
        finally
        {
            await h.Harness.RepairAsync!(default);
        }
    }

    private static async Task FailsAsync(Func<Task> call, string what)
    {
        try
        {
            await call();
        }
        catch (SessionStoreException failure)
        {
            Check.That(failure.InnerException is not null, $"{what}: the SessionStoreException has no original inside");
            return;
        }
        catch (Exception other)
        {
            throw new ConformanceException($"{what}: expected SessionStoreException, was {other.GetType().Name}", other);
        }

        throw new ConformanceException($"{what}: expected SessionStoreException, nothing was thrown");
    }
}
