using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Listing the records of all subjects, for stores that offer <see cref="ISessionEnumerator"/>.</summary>
internal static class EnumerationCases
{
    private const int SmallPage = 7;
    private const int Many = 100;

    /// <summary>For every store.</summary>
    public static IEnumerable<SessionStoreCase> Always =>
    [
        new("GetService_Enumerator_IsAsTheHarnessSays", "The harness says whether the store offers ISessionEnumerator, so that its cases are not forgotten.", [], h =>
        {
            bool offers = h.Store.GetService<ISessionEnumerator>() is not null;
            Check.That(offers == h.Harness.OffersEnumeration, $"SessionStoreHarness.OffersEnumeration is {h.Harness.OffersEnumeration}, but the store's GetService says {offers}");
            return Task.CompletedTask;
        }),
    ];

    public static IEnumerable<SessionStoreCase> All =>
    [
        Case("ListAll_NothingChanges_EachRecordOnce", "While nothing changes, all pages together contain each record of all subjects exactly once, for every page size.", async h =>
        {
            Dictionary<SessionId, SessionRecord> expected = [];
            for (int i = 0; i < Many; i++)
            {
                SessionRecord record = await h.AddAsync(h.New("subject-" + (i % 3), payload: [(byte)i]));
                expected.Add(record.Id, record);
            }

            foreach (int pageSize in (int[])[SmallPage, Many, SessionPage.MaxSize])
            {
                List<SessionRecord> listed = await ListAsync(h, pageSize);
                Check.Equal(Many, listed.Count, $"records listed with a page size of {pageSize}");
                Check.Equal(Many, listed.DistinctBy(record => record.Id).Count(), $"different records listed with a page size of {pageSize}");
                foreach (SessionRecord record in listed)
                    Check.Same(expected.GetValueOrDefault(record.Id) ?? throw new ConformanceException("an unknown record was listed"), record, "listed");
            }
        }),

        Case("ListAll_Empty_HasNoRecords", "An empty store has pages without records.", async h => Check.Equal(0, (await ListAsync(h, Many)).Count, "records in an empty store")),

        Case("ListAll_SamePageAgain_IsTheSame", "While nothing changes, the same continuation gives the same page, so that a failed call can be repeated.", async h =>
        {
            for (int i = 0; i < Many; i++)
                await h.AddAsync(h.New());
            string? second = (await PageAsync(h, null, SmallPage)).Continuation;
            Check.That(second is not null, "the first small page of many records is the last");
            SessionPage page = await PageAsync(h, second, SmallPage);
            SessionPage again = await PageAsync(h, second, SmallPage);
            Check.That(Ids(page).SetEquals(Ids(again)), "the same page was listed twice and differs");
            Check.Equal(page.Continuation, again.Continuation, "the continuation of the same page");
        }),

        Case("ListAll_OthersComeAndGo_NeverMissesTheLiving", "A record that exists during the whole enumeration is listed, while other records are created and removed between the pages.", async h =>
        {
            HashSet<SessionId> living = [];
            Queue<SessionRecord> others = [];
            for (int i = 0; i < Many; i++)
            {
                others.Enqueue(await h.AddAsync(h.New("others")));
                living.Add((await h.AddAsync(h.New())).Id);
            }

            string? continuation = null;
            do
            {
                SessionPage page = await PageAsync(h, continuation, SmallPage);
                living.ExceptWith(Ids(page));
                continuation = page.Continuation;
                for (int i = 0; i < 3 && others.TryDequeue(out SessionRecord? other); i++)
                    await h.Store.RemoveAsync(other.Id, null, default);
                if (others.Count > 0)
                    others.Enqueue(await h.AddAsync(h.New("others")));
            }
            while (continuation is not null);

            Check.Equal(0, living.Count, "living records that were not listed");
        }),

        Case("ListAll_WhileOthersWrite_NeverMissesTheLiving", "A record that exists during the whole enumeration is listed, while other calls create, replace and remove records at the same time.", async h =>
        {
            SessionRecord[] living = [await h.AddAsync(h.New()), await h.AddAsync(h.New("bob")), await h.AddAsync(h.New("carol"))];
            await Race.WhileAsync(
                async () =>
                {
                    HashSet<SessionId> listed = [.. (await ListAsync(h, SmallPage)).Select(record => record.Id)];
                    Check.That(living.All(record => listed.Contains(record.Id)), "a living record was not listed");
                },
                async () =>
                {
                    SessionRecord last = living[0];
                    for (int i = 0; i < h.Rounds; i++)
                    {
                        SessionRecord other = await h.AddAsync(h.New("subject-" + (i % 5)));
                        Check.Equal(true, await h.Store.TryReplaceAsync(last = StoreUnderTest.Next(last), default), "replacing");
                        Check.Equal(true, await h.Store.RemoveAsync(other.Id, null, default), "removing");
                    }
                });
        }),

        Case("ListAll_Replaced_IsTheLatestVersion", "A record that was replaced is listed in its latest version.", async h =>
        {
            SessionRecord first = await h.AddAsync(h.New());
            SessionRecord next = StoreUnderTest.Next(first, payload: [9]);
            Check.Equal(true, await h.Store.TryReplaceAsync(next, default), "replacing");
            Check.Same(next, (await ListAsync(h, Many)).Single(), "listed");
        }),

        Case("ListAll_Removed_IsNotListed", "A record that was removed is not listed, after each way to remove it.", async h =>
        {
            SessionRecord one = await h.AddAsync(h.New("alice"));
            await h.AddAsync(h.New("bob"));
            SessionRecord kept = await h.AddAsync(h.New("carol"));
            await h.Store.RemoveAsync(one.Id, null, default);
            await h.Store.RemoveAllAsync("bob", null, default);
            Check.Same(kept, (await ListAsync(h, Many)).Single(), "the only record that is left");
        }),

        Case("ListAll_Expired_IsListedWhileFound", "An expired record is listed as long as it can be found: a store does not decide what has expired.", async h =>
        {
            SessionRecord record = await h.AddAsync(h.New());
            h.Time.Advance(TimeSpan.FromHours(2));
            if (await h.Store.FindAsync(record.Id, default) is not null)
                Check.Same(record, (await ListAsync(h, Many)).SingleOrDefault(), "an expired record that can be found");
        }),

        Case("ListAll_SystemRecord_IsListed", "A system record is listed like every other record; its subject tells the caller what it is.", async h =>
        {
            SessionRecord system = await h.AddAsync(h.New(SessionRecord.SystemSubjectPrefix + "conformance"));
            SessionRecord session = await h.AddAsync(h.New());
            Check.That(Ids(await ListAsync(h, Many)).SetEquals([system.Id, session.Id]), "a system record and a session were not both listed");
        }),

        Case("ListAll_Cancelled_Throws", "A cancelled enumeration is not an empty page.", async h =>
        {
            await h.AddAsync(h.New());
            await Check.ThrowsAsync<OperationCanceledException>(async () => await Enumerator(h).ListAllAsync(null, Many, new(canceled: true)), "listing all");
        }),

        Case("ListAll_PageSizeOutOfRange_Throws", "A page size outside 1 to 10,000 is a mistake of the caller.", async h =>
        {
            foreach (int pageSize in (int[])[-1, 0, SessionPage.MaxSize + 1])
                await Check.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Enumerator(h).ListAllAsync(null, pageSize, default), $"a page size of {pageSize}");
        }),

        Case("ListAll_ForeignContinuation_Throws", "A continuation that is not from this store is a mistake of the caller.", async h =>
        {
            foreach (string continuation in (string[])["", "not a continuation", "-1", "x:y:z"])
                await Check.ThrowsAsync<ArgumentException>(async () => await Enumerator(h).ListAllAsync(continuation, Many, default), $"the continuation \"{continuation}\"");
        }),

        Case("ListAll_ForeignContinuation_SaysWhatIsLegal", "The message about a continuation that is not from this store names the parameter, and says that the first page has null.", async h =>
        {
            foreach (string continuation in (string[])["", "not a continuation"])
            {
                ArgumentException? refused = null;
                try
                {
                    await Enumerator(h).ListAllAsync(continuation, Many, default);
                }
                catch (ArgumentException exception)
                {
                    refused = exception;
                }

                Check.Equal("continuation", refused?.ParamName, "the parameter that the exception names");
                Check.That(refused!.Message.Contains("null", StringComparison.Ordinal), $"the message does not say that the first page has null: {refused.Message}");
            }
        }),

        new("ListAll_BackendBroken_IsAStoreException", "An enumeration that cannot read is a SessionStoreException, never an empty page.", ["F-42"], async h =>
        {
            await h.AddAsync(h.New());
            await h.Harness.BreakAsync!(default);
            try
            {
                await Check.ThrowsAsync<SessionStoreException>(async () => await Enumerator(h).ListAllAsync(null, Many, default), "listing all");
            }
            finally
            {
                await h.Harness.RepairAsync!(default);
            }
        }, SessionStoreNeeds.Enumeration | SessionStoreNeeds.Failure),
    ];

    private static SessionStoreCase Case(string name, string sentence, Func<StoreUnderTest, Task> run) => new(name, sentence, [], run, SessionStoreNeeds.Enumeration);

    private static ISessionEnumerator Enumerator(StoreUnderTest h) =>
        h.Store.GetService<ISessionEnumerator>() ?? throw new ConformanceException("the store's GetService returned no ISessionEnumerator");

    private static async Task<SessionPage> PageAsync(StoreUnderTest h, string? continuation, int pageSize)
    {
        SessionPage? page = await Enumerator(h).ListAllAsync(continuation, pageSize, default);
        Check.That(page?.Records is not null, "a page is null or has no list of records");
        return page!;
    }

    private static async Task<List<SessionRecord>> ListAsync(StoreUnderTest h, int pageSize)
    {
        List<SessionRecord> listed = [];
        string? continuation = null;
        do
        {
            SessionPage page = await PageAsync(h, continuation, pageSize);
            listed.AddRange(page.Records);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return listed;
    }

    private static HashSet<SessionId> Ids(SessionPage page) => Ids(page.Records);

    private static HashSet<SessionId> Ids(IEnumerable<SessionRecord> records) => [.. records.Select(record => record.Id)];
}
