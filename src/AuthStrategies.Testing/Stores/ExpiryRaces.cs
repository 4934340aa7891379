using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Removing expired records concurrently with other writes.</summary>
internal static class ExpiryRaces
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("RemoveExpired_RacingRenewal_OneWins", "A renewal at the same moment as the sweep that finds the record due: renewed and there, or refused and gone.", ["F-44"], async h =>
        {
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord due = await h.AddAsync(h.New("subject-" + (round % 50), expiresIn: Hour));
                SessionRecord renewed = StoreUnderTest.Next(due, h.Now + (5 * Hour));
                DateTimeOffset then = h.Now + (2 * Hour);
                int[] done = await Race.TogetherAsync<int>(
                    async () => await h.Store.RemoveExpiredAsync(then, 10, default),
                    async () => await h.Store.TryReplaceAsync(renewed, default) ? 1 : 0);
                Check.Equal(1, done.Sum(), "how many took place");
                await (done[1] == 1 ? h.IsThereAsync(renewed) : h.IsGoneAsync(due));
            }
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_WhileRenewed_NeverTakesTheLiving", "A session that is renewed in time again and again outlives every sweep.", ["F-44", "D-04"], async h =>
        {
            DateTimeOffset start = h.Now;
            SessionRecord record = await h.AddAsync(h.New(expiresIn: TimeSpan.FromSeconds(10)));
            int now = 0;
            await Race.WhileAsync(
                async () => await h.Store.RemoveExpiredAsync(start.AddSeconds(Volatile.Read(ref now)), 10, default),
                async () =>
                {
                    for (int i = 1; i < h.Rounds * 5; i++)
                    {
                        record = StoreUnderTest.Next(record, start.AddSeconds(i + 10));
                        Check.Equal(true, await h.Store.TryReplaceAsync(record, default), "renewing");
                        Volatile.Write(ref now, i);
                    }
                });
            await h.IsThereAsync(record);
        }, SessionStoreNeeds.Cleanup),

        new("RemoveExpired_AtOnce_EachCountedOnce", "Sweeps at the same moment count each record once together and leave none that is due.", ["F-43"], async h =>
        {
            for (int round = 0; round < h.Rounds / 20; round++)
            {
                for (int i = 0; i < 100; i++)
                    await h.AddAsync(h.New("subject-" + i, expiresIn: Hour));
                int[] done = await Race.TogetherAsync(Enumerable.Range(0, 3).Select(_ => (Func<Task<int>>)(async () => await h.Store.RemoveExpiredAsync(h.Now + (2 * Hour), 1000, default))));
                Check.Equal(100, done.Sum(), "removed");
                Check.Equal(0, await h.Store.RemoveExpiredAsync(h.Now + (2 * Hour), 1000, default), "removed after that");
            }
        }, SessionStoreNeeds.Cleanup),
    ];
}
