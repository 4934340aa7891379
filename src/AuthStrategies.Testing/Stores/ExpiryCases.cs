using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Removing expired records.</summary>
internal static class ExpiryCases
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("RemoveExpired_Due_IsGone", "What expires at that very moment or before goes, from its list too.", ["D-04", "F-43"], async h =>
        {
            SessionRecord due = await h.AddAsync(h.New(expiresIn: Hour));
            SessionRecord early = await h.AddAsync(h.New(expiresIn: TimeSpan.FromMinutes(1)));
            h.Time.Advance(Hour);
            Check.Equal(2, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed");
            await h.IsGoneAsync(due);
            await h.IsGoneAsync(early);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_ATickEarly_Stays", "No record goes before its time, not by a tick.", ["D-04", "F-44"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New(expiresIn: Hour));
            h.Time.Advance(Hour - TimeSpan.FromTicks(1));
            Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed");
            for (int i = 0; i < 100; i++)
                await h.AddAsync(h.New("alice"));
            await h.IsThereAsync(record);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_NoneDue_RemovesNothing", "When none is due none goes.", ["D-04"], async h =>
        {
            Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed from an empty store");
            SessionRecord record = await h.AddAsync(h.New());
            Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed");
            await h.IsThereAsync(record);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_MoreThanBatch_RemovesBatch", "At most a batch goes at once; fewer go when none is left.", ["F-43"], async h =>
        {
            for (int i = 0; i < 250; i++)
                await h.AddAsync(h.New("subject-" + (i % 60), expiresIn: Hour));
            SessionRecord living = await h.AddAsync(h.New(expiresIn: 3 * Hour));
            h.Time.Advance(2 * Hour);
            Check.Equal(1, await h.Store.RemoveExpiredAsync(h.Now, 1, default), "removed");
            Check.Equal(200, await h.Store.RemoveExpiredAsync(h.Now, 200, default), "removed");
            Check.Equal(49, await h.Store.RemoveExpiredAsync(h.Now, 200, default), "removed");
            Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now, 200, default), "removed");
            await h.IsThereAsync(living);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_RenewedMeanwhile_Stays", "What was renewed goes by its new time, not by the old one.", ["F-44"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New(expiresIn: Hour));
            SessionRecord renewed = StoreUnderTest.Next(record, h.Now + (3 * Hour));
            Check.Equal(true, await h.Store.TryReplaceAsync(renewed, default), "renewing");
            h.Time.Advance(2 * Hour);
            Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed at the old time");
            await h.IsThereAsync(renewed);
            h.Time.Advance(Hour);
            Check.Equal(1, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed at the new time");
            await h.IsGoneAsync(renewed);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_BroughtForward_IsGone", "What was made to expire earlier goes at the earlier time.", ["D-04"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New(expiresIn: 3 * Hour));
            for (int i = 0; i < 20; i++)
                await h.AddAsync(h.New(expiresIn: 2 * Hour));
            Check.Equal(true, await h.Store.TryReplaceAsync(StoreUnderTest.Next(record, h.Now + Hour), default), "bringing forward");
            h.Time.Advance(Hour);
            Check.Equal(1, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed");
            await h.IsGoneAsync(record);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_Mixed_ExactlyTheDueGo", "Exactly the due records are removed, in any order of creating, renewing and removing.", ["D-04", "F-43", "S-07"], async h =>
        {
            List<SessionRecord> records = [];
            for (int i = 0; i < 400; i++)
                records.Add(await h.AddAsync(h.New("subject-" + (i % 5), expiresIn: TimeSpan.FromMinutes(1 + (i * 263 % 499)))));
            for (int i = 0; i < 400; i += 2)
            {
                records[i] = StoreUnderTest.Next(records[i], h.Now.AddMinutes(1 + (i * 197 % 499)));
                Check.Equal(true, await h.Store.TryReplaceAsync(records[i], default), "renewing");
            }

            for (int minutes = 0; minutes < 500; minutes += 50)
            {
                h.Time.Advance(TimeSpan.FromMinutes(50));
                int due = records.RemoveAll(r => r.ExpiresAt <= h.Now);
                Check.Equal(due, await h.Store.RemoveExpiredAsync(h.Now, 1000, default), "removed");
                foreach (SessionRecord record in records)
                    await h.IsThereAsync(record);
            }
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_IdCreatedAnew_GoesByItsOwnTime", "A record created anew under an old id lives by its own time.", ["D-04"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New(expiresIn: Hour));
            await h.Store.RemoveAsync(first.Id, null, default);
            SessionRecord second = await h.AddAsync(h.New("bob", first.Id, 3 * Hour));
            h.Time.Advance(2 * Hour);
            Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed");
            await h.IsThereAsync(second);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_NoBatch_Throws", "A batch that is not positive is the caller's mistake.", [], async h =>
        {
            foreach (int batch in new[] { 0, -1, int.MinValue })
                await Check.ThrowsAsync<ArgumentOutOfRangeException>(async () => await h.Store.RemoveExpiredAsync(h.Now, batch, default), "sweeping");
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_Cancelled_RemovesNothing", "A sweep that was cancelled before it began takes no effect.", ["F-45"], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New(expiresIn: Hour));
            h.Time.Advance(Hour);
            await Check.ThrowsAsync<OperationCanceledException>(async () => await h.Store.RemoveExpiredAsync(h.Now, 100, new(canceled: true)), "sweeping");
            await h.IsThereAsync(record);
        }, SessionStoreNeeds.Cleanup),
    ];
}
