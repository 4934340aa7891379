using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Stores;

/// <summary>Several nodes that share one backend.</summary>
internal static class NodeCases
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Create_OnOneNode_EveryNodeFinds", "Once a create was answered, every node finds and lists the record.", ["F-10"], async h =>
        {
            ISessionStore[] nodes = await NodesAsync(h);
            for (int round = 0; round < h.Rounds / 4; round++)
            {
                SessionRecord record = await h.AddAsync(h.New("subject-" + round));
                foreach (ISessionStore node in nodes)
                    await new StoreUnderTest(node, h.Harness).IsThereAsync(record);
            }
        }),

        new("Replace_OnOneNode_EveryNodeFindsTheNext", "Once a replacement was answered, no node replaces the version before it, and each finds the next one.", ["F-10"], async h =>
        {
            ISessionStore[] nodes = await NodesAsync(h);
            SessionRecord record = await h.AddAsync(h.New());
            for (int round = 0; round < h.Rounds / 4; round++)
            {
                SessionRecord next = StoreUnderTest.Next(record, payload: BitConverter.GetBytes(round));
                Check.Equal(true, await nodes[round % nodes.Length].TryReplaceAsync(next, default), "replacing");
                foreach (ISessionStore node in nodes)
                    Check.Equal(false, await node.TryReplaceAsync(StoreUnderTest.Next(record), default), "replacing on another node what was replaced");
                h.Time.Advance(h.Harness.MaxStaleness);
                record = next;
                foreach (ISessionStore node in nodes)
                    await new StoreUnderTest(node, h.Harness).IsThereAsync(record);
            }
        }),

        new("Remove_OnOneNode_NoNodeFinds", "Once a removal was answered, no node finds the record and none brings it back.", ["F-10", "F-21", "F-38", "V-04", "S-06"], async h =>
        {
            ISessionStore[] nodes = await NodesAsync(h);
            for (int round = 0; round < h.Rounds / 4; round++)
            {
                SessionRecord record = await h.AddAsync(h.New("subject-" + round));
                foreach (ISessionStore node in nodes)
                    Check.That(await node.FindAsync(record.Id, default) is not null, "a living record was not found");
                ISessionStore remover = nodes[round % nodes.Length];
                Check.Equal(true, await remover.RemoveAsync(record.Id, null, default), "removing");
                await new StoreUnderTest(remover, h.Harness).IsGoneAsync(record);
                h.Time.Advance(h.Harness.MaxStaleness);
                foreach (ISessionStore node in nodes)
                {
                    Check.Equal(false, await node.TryReplaceAsync(StoreUnderTest.Next(record), default), "replacing what was removed");
                    await new StoreUnderTest(node, h.Harness).IsGoneAsync(record);
                }
            }
        }),

        new("RemoveAll_OnOneNode_NoNodeFinds", "Once all sessions of a subject were removed, no node finds any of them.", ["F-10", "S-07"], async h =>
        {
            ISessionStore[] nodes = await NodesAsync(h);
            SessionRecord[] records = [await h.AddAsync(h.New()), await h.AddAsync(h.New()), await h.AddAsync(h.New())];
            foreach (SessionRecord record in records)
                await new StoreUnderTest(nodes[1], h.Harness).IsThereAsync(record);
            Check.Equal(3, await nodes[2].RemoveAllAsync("alice", null, default), "removed");
            h.Time.Advance(h.Harness.MaxStaleness);
            foreach (ISessionStore node in nodes)
            {
                foreach (SessionRecord record in records)
                    await new StoreUnderTest(node, h.Harness).IsGoneAsync(record);
            }
        }),

        new("Replace_SameVersionOnAllNodes_OneWins", "If many nodes replace one version at the same moment, exactly one gets yes.", ["F-18", "F-39"], async h =>
        {
            ISessionStore[] nodes = await NodesAsync(h);
            for (int round = 0; round < h.Rounds; round++)
            {
                SessionRecord first = await h.AddAsync(h.New("subject-" + (round % 50)));
                SessionRecord[] rivals = [.. nodes.Select((_, i) => StoreUnderTest.Next(first, payload: [(byte)i]))];
                bool[] won = await Race.TogetherAsync(nodes.Select((node, i) => (Func<Task<bool>>)(async () => await node.TryReplaceAsync(rivals[i], default))));
                Check.Equal(1, won.Count(w => w), "nodes that heard yes");
                Check.Same(rivals[Array.IndexOf(won, true)], await h.Store.FindAsync(first.Id, default), "found");
            }
        }),
    ];

    private static async Task<ISessionStore[]> NodesAsync(StoreUnderTest h) =>
        [h.Store, await h.Harness.OpenStoreAsync(), await h.Harness.OpenStoreAsync()];
}
