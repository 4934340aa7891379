using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Records;

namespace AuthStrategies.Testing.Stores;

/// <summary>System records: facts of the library that a store keeps like sessions.</summary>
internal static class SystemRecordCases
{
    private const string Subject = SessionRecord.SystemSubjectPrefix + "conformance";

    private static readonly TimeSpan Century = TimeSpan.FromDays(36_525);

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Create_SystemRecord_IsListedUnderItsSubject", "A system record is found, and listed under its own subject and no other.", ["S-07"], async h =>
        {
            SessionRecord system = await h.AddAsync(New(h));
            SessionRecord session = await h.AddAsync(h.New());
            await h.IsThereAsync(system);
            await h.IsThereAsync(session);
            Check.Equal(1, (await h.ListAsync("alice")).Count, "records of a user");
            Check.Equal(0, (await h.ListAsync(SessionRecord.SystemSubjectPrefix)).Count, "records of the bare prefix");
            Check.Equal(1, await h.Store.RemoveAllAsync("alice", null, default), "removed of a user");
            await h.IsThereAsync(system);
        }),

        new("Create_SystemRecordOfAnEndedSession_IsFoundAndListedForNoUser", "A system record that says how a session ended is found after the session was removed, and brings no session back.", ["S-07", "E-02"], async h =>
        {
            SessionRecord session = await h.AddAsync(h.New());
            Check.That(await h.Store.RemoveAsync(session.Id, null, default), "the session was not removed");
            SessionRecord reason = await h.AddAsync(h.New($"{SessionRecord.SystemSubjectPrefix}end:{session.Id}").With(expiresAt: h.Now + TimeSpan.FromHours(24), absoluteExpiresAt: h.Now + TimeSpan.FromHours(24)));
            await h.IsThereAsync(reason);
            await h.IsGoneAsync(session);
            Check.Equal(0, (await h.ListAsync("alice")).Count, "records of the user");
            Check.Equal(0, await h.Store.RemoveAllAsync("alice", null, default), "removed of the user");
            Check.Equal(false, await h.Store.TryCreateAsync(reason, default), "creating it a second time");
            await h.IsThereAsync(reason);
        }),

        new("RemoveExpired_SystemRecord_StaysUntilItsFarExpiry", "A system record stays until its own expiry, even if that is a century away.", ["D-04"], async h =>
        {
            SessionRecord system = await h.AddAsync(New(h));
            SessionRecord session = await h.AddAsync(h.New());
            h.Time.Advance(Century / 2);
            Check.Equal(1, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed half a century later");
            await h.IsThereAsync(system);
            await h.IsGoneAsync(session);
            h.Time.Advance(Century / 2);
            Check.Equal(1, await h.Store.RemoveExpiredAsync(h.Now, 100, default), "removed at the far expiry");
            await h.IsGoneAsync(system);
        }, SessionStoreNeeds.Cleanup),
    ];

    public static IEnumerable<SessionStoreCase> BackendCases =>
    [
        new("Create_SystemRecordWhenFull_Throws", "A system record counts against the capacity like every other record, and one that is there stays.", ["F-27"], async h =>
        {
            SessionRecord system = await h.AddAsync(New(h));
            await h.Harness.FillAsync!(default);
            SessionRecord refused = New(h);
            await Check.ThrowsAsync<SessionStoreException>(async () => await h.Store.TryCreateAsync(refused, default), "creating a system record in a full store");
            await h.IsGoneAsync(refused);
            await h.IsThereAsync(system);
        }, SessionStoreNeeds.Limit),
    ];

    private static SessionRecord New(StoreUnderTest h) => h.New(Subject).With(expiresAt: h.Now + Century, absoluteExpiresAt: h.Now + Century);
}
