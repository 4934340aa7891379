using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Listing a subject's records.</summary>
internal static class ListCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("List_NoSuchSubject_IsEmpty", "No such subject: an empty list.", [], async h =>
        {
            Check.Equal(0, (await h.ListAsync("nobody")).Count, "records of an unknown subject");
            await h.AddAsync(h.New("alice"));
            Check.Equal(0, (await h.ListAsync("nobody")).Count, "records of an unknown subject");
        }),

        new("List_Many_EachOnceAndNoOthers", "A list contains every record of its subject once, and no record of another subject.", ["S-07"], async h =>
        {
            for (int i = 0; i < 300; i++)
                await h.AddAsync(h.New("subject-" + (i % 3)));
            for (int s = 0; s < 3; s++)
            {
                IReadOnlyList<SessionRecord> listed = await h.ListAsync("subject-" + s);
                Check.Equal(100, listed.Count, "listed");
                Check.Equal(100, listed.DistinctBy(r => r.Id).Count(), "listed once");
                Check.That(listed.All(r => r.Subject == "subject-" + s), "a record of another subject was listed");
            }
        }),

        new("List_SimilarSubjects_AreTold", "Subjects are compared ordinally.", ["S-07"], async h =>
        {
            string[] subjects =
                ["alice", "Alice", "ALICE", "alice ", " alice", "al\u00efce", "ali\u0308ce", "al\u200dice", "stra\u00dfe", "strasse", "\u0130", "i", "I", "\u0131", "a\u0000", "a", new('x', 200), new('x', 199)];
            foreach (string subject in subjects)
                await h.AddAsync(h.New(subject));
            foreach (string subject in subjects)
                Check.Equal(1, (await h.ListAsync(subject)).Count, "records of exactly that subject");
            Check.Equal(1, await h.Store.RemoveAllAsync("alice", null, default), "records removed of exactly that subject");
            Check.Equal(1, (await h.ListAsync("Alice")).Count, "records of a similar subject");
        }),

        new("List_ChangedLater_StaysAsItWas", "A list belongs to its caller: later calls do not change it.", [], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            IReadOnlyList<SessionRecord> listed = await h.ListAsync("alice");
            await h.AddAsync(h.New());
            await h.Store.RemoveAsync(first.Id, null, default);
            await h.ListAsync("alice");
            Check.Equal(1, listed.Count, "records in the earlier list");
            Check.Same(first, listed[0], "the record in the earlier list");
        }),

        new("List_RemovedWhileReading_GoesOn", "A caller may remove what it is listing.", ["S-07"], async h =>
        {
            for (int i = 0; i < 10; i++)
                await h.AddAsync(h.New());
            int removed = 0;
            foreach (SessionRecord record in await h.ListAsync("alice"))
                removed += await h.Store.RemoveAsync(record.Id, null, default) ? 1 : 0;
            Check.Equal(10, removed, "removed");
            Check.Equal(0, (await h.ListAsync("alice")).Count, "records left");
        }),

        new("List_NoSubject_Throws", "Listing without a subject is the caller's mistake.", [], async h =>
        {
            await Check.ThrowsAsync<ArgumentNullException>(() => h.ListAsync(null!), "listing null");
            await Check.ThrowsAsync<ArgumentException>(() => h.ListAsync(string.Empty), "listing without a subject");
        }),
    ];
}
