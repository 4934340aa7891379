using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>What an application adds to a session or sets for it while the session is used on several nodes: items, and an earlier end.</summary>
internal static class SessionDataScenarios
{
    private static readonly TimeSpan Set = TimeSpan.FromMinutes(20);

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Lifetime_SetOnOneNode_EndsTheSessionOnEach", "An end that one node sets ends the session on each node, regardless of activity and refreshes on others; it can be moved to at most the absolute end.", ["S-06", "F-38"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential credential = await nodes[0].LoginAsync();
            foreach (Application node in nodes)
                await node.AcceptedAsync(credential, "the session");
            SessionId id = credential.SessionId!.Value;
            DateTimeOffset end = w.Time.GetUtcNow() + Set;
            Check.Equal(end, (await nodes[1].Directory.SetLifetimeAsync(id, Set))!.AbsoluteExpiresAt, "the end that was set");
            w.PassRefreshAge();
            IssuedCredential renewed = await nodes[0].RenewAsync(credential);
            Check.Equal(end, (await nodes[0].Directory.FindAsync(id))!.AbsoluteExpiresAt, "the end after a refresh");
            await nodes[0].AcceptedAsync(renewed, "the refreshed session before its end");
            w.Time.Advance(end - w.Time.GetUtcNow());
            foreach (Application node in nodes)
                await node.RefusedAsync(renewed, "the session at the end that was set");
            Check.Equal(null, await nodes[0].Directory.SetLifetimeAsync(id, Set), "setting the end of a session that has ended");
        }),

        ScenarioContext.Case("Lifetime_SetWhileUsed_IsNotLost", "Requests and refreshes of a session at the same time do not undo the end that is set.", ["S-06", "F-22"], async w =>
        {
            Application node = await w.NodeAsync();
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential credential = await node.LoginAsync();
                w.PassRefreshAge();
                DateTimeOffset end = w.Time.GetUtcNow() + Set;
                await Race.TogetherAsync<bool>(
                    async () => await node.AcceptsAsync(credential),
                    async () => await node.Directory.SetLifetimeAsync(credential.SessionId!.Value, Set) is not null,
                    async () => (await node.RefreshAsync(Application.Lasting(credential))).Succeeded,
                    async () => await node.Directory.TouchAsync(credential.SessionId!.Value) is not null);
                Check.Equal(end, (await node.Directory.FindAsync(credential.SessionId!.Value))!.AbsoluteExpiresAt, "the end after the race");
            }
        }),

        ScenarioContext.Case("Items_ChangedOnOneNode_AreReadOnEach", "Items of a login are read on each node; a change on one node is read on the others, also after a refresh, a touch and a replaced principal; the store cannot read them.", ["E-04"], async w =>
        {
            if (w.Kind != ScenarioStrategy.Session)
                return;

            Application[] nodes = await w.NodesAsync(2);
            const string Mark = "a value that no dump of the store shows";
            IssuedCredential credential = await nodes[0].LoginAsync(options: new() { Items = new Dictionary<string, string?> { ["mark"] = Mark, ["cart"] = "1" } });
            SessionId id = credential.SessionId!.Value;
            Check.That(!System.Text.Encoding.UTF8.GetString((await w.RecordAsync(credential))!.Payload.Span).Contains(Mark, StringComparison.Ordinal), "the record shows an item");
            Check.Equal(ItemsOutcome.Updated, await nodes[1].Items.UpdateAsync(credential.Value, items => items["cart"] = "2"), "a change on another node");
            w.PassStaleness();
            w.PassRefreshAge();
            IssuedCredential renewed = await nodes[0].RenewAsync(credential);
            await nodes[1].Directory.TouchAsync(id);
            await nodes[1].Directory.ReplacePrincipalAsync(id, TestPrincipals.Of("alice", "writer"));
            w.PassStaleness();
            foreach (Application node in nodes)
            {
                IReadOnlyDictionary<string, string?> items = await node.ItemsOfAsync(renewed);
                Check.Equal($"2 {Mark}", $"{items.GetValueOrDefault("cart")} {items.GetValueOrDefault("mark")}", "the items");
            }

            Check.Equal(true, await nodes[0].Directory.ClearItemsAsync(id), "clearing the items");
            w.PassStaleness();
            Check.Equal(0, (await nodes[1].ItemsOfAsync(renewed)).Count, "items after they were cleared on another node");
        }),

        ScenarioContext.Case("Items_ChangedByManyAtOnce_NoneIsLost", "Changes of the items on two nodes at once, beside refreshes, are all kept.", ["E-04", "F-17"], async w =>
        {
            if (w.Kind != ScenarioStrategy.Session)
                return;

            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential credential = await nodes[0].LoginAsync();
            w.PassRefreshAge();
            IEnumerable<Func<Task<bool>>> changes = Enumerable.Range(0, 8).Select(i => (Func<Task<bool>>)(async () =>
                await nodes[i % 2].Items.UpdateAsync(credential.Value, items => items[$"item {i}"] = "x") == ItemsOutcome.Updated));
            bool[] done = await Race.TogetherAsync(changes.Append(async () => (await nodes[0].RefreshAsync(Application.Lasting(credential))).Failure is null));
            Check.That(done.All(ok => ok), "a change or the refresh was refused");
            w.PassStaleness();
            Check.Equal(8, (await nodes[1].ItemsOfAsync(credential)).Count, "items of all calls");
        }),
    ];
}
