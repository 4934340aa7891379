using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Stores;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Refreshing concurrently, repeatedly, and by a thief: F-17 to F-20, F-39.</summary>
internal static class RotationScenarios
{
    private const int AtOnce = 100;

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Refresh_HundredAtOnce_OneSuccessor", "A hundred refreshes of one token at once: one rotation, the same successor for all, and exactly one live token afterwards.", ["F-17", "R-01", "R-03"], async w =>
            await RefreshAtOnceAsync(w, await w.NodesAsync(1))),

        ScenarioContext.Case("Refresh_HundredOverThreeNodes_OneSuccessor", "A hundred refreshes of one token at once over three nodes: one rotation, the same successor for all, and exactly one live token afterwards.", ["F-18", "R-01", "R-03"], async w =>
            await RefreshAtOnceAsync(w, await w.NodesAsync(3))),

        ScenarioContext.Case("Refresh_ResponseLostWindowOn_SameSuccessor", "A client whose response was lost asks again inside the window and gets the same successor; nobody is logged out.", ["F-19", "R-03"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassWindow();
            IssuedCredential lost = await node.RenewAsync(first);
            w.Time.Advance(ScenarioContext.Window - TimeSpan.FromSeconds(1));
            IssuedCredential again = await node.RenewAsync(first);
            Check.Equal(Application.Lasting(lost), Application.Lasting(again), "the successor at the retry");
            await node.AcceptedAsync(again, "the successor");
            Check.Equal(1, (await node.SessionsAsync()).Count, "devices");
        }),

        ScenarioContext.Case("Refresh_ResponseLostWindowOff_EndsTheFamily", "With the window off a token presented twice ends its family: the successor is dead too.", ["F-19", "R-02"], async w =>
        {
            Application node = await w.NodeAsync(window: TimeSpan.Zero);
            IssuedCredential first = await node.LoginAsync();
            IssuedCredential lost = await node.RenewAsync(first);
            await node.RefreshRefusedAsync(first, "the token presented again", AuthFailureReason.Reused);
            await node.RefusedAsync(lost, "the successor");
            Check.That(await w.RecordAsync(first) is null, "the session is still there");
        }),

        ScenarioContext.Case("Refresh_ThiefBesideOwner_NeverTwoFamilies", "A consumed token replayed while the owner refreshes ends the family, on whichever node and in whichever order.", ["F-20", "R-02"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential stolen = await nodes[0].LoginAsync();
                w.PassWindow();
                IssuedCredential owned = await nodes[0].RenewAsync(stolen);
                w.PassWindow();
                RefreshResult[] results = await Race.TogetherAsync<RefreshResult>(
                    () => nodes[0].RefreshAsync(Application.Lasting(stolen)),
                    () => nodes[1].RefreshAsync(Application.Lasting(owned)));
                Check.Equal(AuthFailureReason.Reused, results[0].Failure?.Reason, "what the thief hears");
                Check.That(await w.RecordAsync(stolen) is null, "the session outlived the theft");
                if (results[1].Credential is { } successor)
                    await nodes[1].RefusedAsync(successor, "the owner's successor");
                await nodes[1].RefusedAsync(owned, "the owner's token");
                await nodes[1].RefreshRefusedAsync(stolen, "the stolen token", AuthFailureReason.UnknownSession);
            }
        }),

        ScenarioContext.Case("Refresh_LostToAnotherWriter_IsDecidedAnew", "A rotation that loses against another writer is read again and decided from the start; it still ends in one successor.", ["F-39"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassWindow();
            node.Store.Inject(StoreFault.Do(async _ => await TouchAsync(w, first)).On(StoreOperations.Replace).Times(3));
            IssuedCredential second = await node.RenewAsync(first);
            Check.Equal(5L, (await w.RecordAsync(first))!.Version, "the version after three writes of others and one rotation");
            Check.Equal(Application.Lasting(second), Application.Lasting(await node.RenewAsync(first)), "the successor at a retry");
        }),

        ScenarioContext.Case("Refresh_StoreFailedBeforeWriting_RetryRotatesOnce", "A rotation that the store refused with an error is not done; the client's retry rotates, once.", ["F-39"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassWindow();
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Replace).Times(1));
            await Check.ThrowsAsync<SessionStoreException>(() => node.RenewAsync(first), "refreshing");
            Check.Equal(1L, (await w.RecordAsync(first))!.Version, "the version after the failed rotation");
            await node.RenewAsync(first);
            Check.Equal(2L, (await w.RecordAsync(first))!.Version, "the version after the retry");
        }),

        ScenarioContext.Case("Refresh_ThenAuthenticateOld_HealsInsideTheWindow", "Who still presents the replaced token inside the window is handed the successor; after the window it is theft.", ["F-19", "R-02"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassWindow();
            IssuedCredential second = await node.RenewAsync(first);
            if (w.Kind == LoginKind.Session)
            {
                AuthResult healed = await node.Strategy.AuthenticateAsync(first.Value);
                Check.Equal(second.Value, healed.Renewed?.Value, "what the replaced token is renewed to");
            }

            w.PassWindow();
            await node.RefreshRefusedAsync(first, "the replaced token after the window", AuthFailureReason.Reused);
            await node.RefusedAsync(second, "the successor");
        }),
    ];

    private static async Task RefreshAtOnceAsync(ScenarioContext w, Application[] nodes)
    {
        for (int round = 0; round < w.Repetitions; round++)
        {
            IssuedCredential first = await nodes[0].LoginAsync();
            w.PassWindow();
            RefreshResult[] results = await Race.TogetherAsync(Enumerable.Range(0, AtOnce).Select(i =>
                (Func<Task<RefreshResult>>)(() => nodes[i % nodes.Length].RefreshAsync(Application.Lasting(first)))));
            foreach (RefreshResult result in results)
                Check.That(result.Succeeded, $"one of the refreshes at once was refused: {result}");
            string[] successors = [.. results.Select(result => Application.Lasting(result.Credential!)).Distinct(StringComparer.Ordinal)];
            Check.Equal(1, successors.Length, "different successors");
            Check.That(successors[0] != Application.Lasting(first), "nothing was rotated");
            Check.Equal(2L, (await w.RecordAsync(first))!.Version, "the version after one rotation");

            IssuedCredential second = results[0].Credential!;
            foreach (Application node in nodes)
                await node.AcceptedAsync(second, "the successor");
            w.PassWindow();
            await nodes[^1].RefreshRefusedAsync(first, "the replaced token after the window", AuthFailureReason.Reused);
            await nodes[0].RefusedAsync(second, "the successor after the theft");
        }
    }

    private static async ValueTask TouchAsync(ScenarioContext w, IssuedCredential credential)
    {
        SessionRecord seen = (await w.RecordAsync(credential))!;
        Check.Equal(true, await w.StoreUnderTest.Store.TryReplaceAsync(StoreUnderTest.Next(seen), default), "another writer's replacement");
    }
}
