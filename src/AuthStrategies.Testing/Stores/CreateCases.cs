using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Creating and finding.</summary>
internal static class CreateCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Create_NewId_IsFoundAndListed", "A record that was added is found and listed from then on.", ["S-07"], async h =>
            await h.IsThereAsync(await h.AddAsync(h.New()))),

        new("Create_AnyContent_IsKeptExactly", "A store keeps every field exactly and the payload byte for byte.", ["F-29"], async h =>
        {
            byte[][] payloads = [[], [0], [.. Enumerable.Range(0, 256).Select(i => (byte)i)], new byte[100_000]];
            foreach (byte[] payload in payloads)
                await h.IsThereAsync(await h.AddAsync(h.New("subject with space, \u00e9, \ud83d\udd11 and \"quotes\"", expiresIn: TimeSpan.FromTicks(36_000_000_001), payload: payload)));
        }),

        new("Create_ExistingId_ChangesNothing", "Creating on an existing id says no and changes nothing, whichever subject the new record has.", ["S-06"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New("alice"));
            foreach (string subject in new[] { "alice", "bob" })
            {
                SessionRecord second = h.New(subject, first.Id, TimeSpan.FromHours(2), [9]);
                Check.Equal(false, await h.Store.TryCreateAsync(second, default), "creating on an existing id");
            }

            await h.IsThereAsync(first);
            Check.Equal(0, (await h.ListAsync("bob")).Count, "records of the refused record's subject");
        }),

        new("Create_AfterRemoval_IsNewWhosever", "An id that was removed may be created again, for another subject too.", ["S-06", "S-07"], async h =>
        {
            SessionRecord first = await h.AddAsync(h.New("alice"));
            Check.Equal(true, await h.Store.RemoveAsync(first.Id, null, default), "removing");
            await h.IsThereAsync(await h.AddAsync(h.New("bob", first.Id)));
            Check.Equal(0, (await h.ListAsync("alice")).Count, "records of the former subject");
        }),

        new("Create_CallersBufferChangesLater_RecordStays", "A later change of the caller's buffer changes nothing.", ["S-06"], async h =>
        {
            byte[] buffer = [1, 2, 3];
            SessionRecord record = await h.AddAsync(h.New(payload: buffer));
            buffer.AsSpan().Fill(0xFF);
            SessionRecord? found = await h.Store.FindAsync(record.Id, default);
            Check.That(found is not null && found.Payload.Span.SequenceEqual(new byte[] { 1, 2, 3 }), "the stored payload changed");
        }),

        new("Create_Null_Throws", "Creating nothing is the caller's mistake.", [], async h =>
            await Check.ThrowsAsync<ArgumentNullException>(async () => await h.Store.TryCreateAsync(null!, default), "creating null")),

        new("Find_NeverCreated_IsNothing", "What was never created is not found; nor is the id that names no session.", [], async h =>
        {
            Check.That(await h.Store.FindAsync(StoreUnderTest.NewId(), default) is null, "an unknown id was found");
            Check.That(await h.Store.FindAsync(default, default) is null, "the default id was found");
            await h.AddAsync(h.New());
            Check.That(await h.Store.FindAsync(StoreUnderTest.NewId(), default) is null, "an unknown id was found");
        }),

        new("Find_ManyRecords_FindsEachAndNoOther", "Among many records, each id leads to its own.", ["S-07"], async h =>
        {
            SessionRecord[] records = [.. Enumerable.Range(0, 500).Select(i => h.New("subject-" + (i % 50), payload: [(byte)i]))];
            foreach (SessionRecord record in records)
                await h.AddAsync(record);
            foreach (SessionRecord record in records)
                await h.IsThereAsync(record);
        }),

        new("Find_NeighbouringIds_AreTold", "Ids that differ in one bit are different ids.", [], async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            for (int bit = 0; bit < SessionId.Size * 8; bit++)
            {
                byte[] bytes = record.Id.ToByteArray();
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Check.That(await h.Store.FindAsync(new(bytes), default) is null, "a neighbouring id was found");
            }
        }),
    ];
}
