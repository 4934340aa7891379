using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Refreshes at the same time, again, and by a thief: F-17 to F-20, F-39, M-14.</summary>
internal static class RotationScenarios
{
    private const int AtOnce = 100;

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Refresh_HundredAtOnce_OneSuccessor", "A hundred refreshes of one token at once: one rotation, one answer with the successor, and no refusal.", ["F-17", "R-01", "M-14"], async w =>
            await RefreshAtOnceAsync(w, await w.NodesAsync(1))),

        ScenarioContext.Case("Refresh_HundredOverThreeNodes_OneSuccessor", "A hundred refreshes of one token at once over three nodes: one rotation, one answer with the successor, and no refusal.", ["F-18", "R-01", "M-14"], async w =>
            await RefreshAtOnceAsync(w, await w.NodesAsync(3))),

        ScenarioContext.Case("Refresh_ResponseLost_GoesOn", "A client whose response was lost asks again: inside the window it is accepted and handed nothing, later it gets a fresh successor. The session goes on.", ["F-19", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassRefreshAge();
            IssuedCredential lost = await node.RenewAsync(first);
            w.Time.Advance(ScenarioContext.Window - TimeSpan.FromSeconds(1));
            await node.LeftOutAsync(first, "a retry inside the window");
            w.PassWindow();
            IssuedCredential fresh = await node.RenewAsync(first);
            Check.That(Application.Lasting(fresh) != Application.Lasting(lost), "a successor was handed to two answers");
            await node.AcceptedAsync(fresh, "the fresh successor");
            Check.Equal(1, (await node.SessionsAsync()).Count, "sessions");
        }),

        ScenarioContext.Case("Refresh_ReplacedTwice_EndsTheSession", "A token from before the last two rotations ends its session: the current token is refused too.", ["F-20", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            IssuedCredential current = await RotateTwiceAsync(w, node, first);
            w.PassWindow();
            await node.RefreshRefusedAsync(first, "the token presented again", AuthFailureReason.Reused);
            await node.RefusedAsync(current, "the current token");
            Check.That(await w.RecordAsync(first) is null, "the session is still there");
        }),

        ScenarioContext.Case("Refresh_ThiefBesideOwner_EndsTheSession", "When owner and thief both go on with what they hold, the session ends, on every node and in every order.", ["F-20", "M-14"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential stolen = await nodes[0].LoginAsync();
                w.PassRefreshAge();
                IssuedCredential owned = await nodes[0].RenewAsync(stolen);
                await nodes[0].RefreshAsync(Application.Lasting(owned));
                w.PassLateWindow();
                string[] tokens = [Application.Lasting(stolen), Application.Lasting(owned)];
                for (int use = 0; use < 4; use++, w.PassLateWindow())
                {
                    RefreshResult[] results = await Race.TogetherAsync<RefreshResult>(() => nodes[0].RefreshAsync(tokens[0]), () => nodes[1].RefreshAsync(tokens[1]));
                    tokens = [.. tokens.Select((token, i) => nodes[i].Handed(results[i]) ?? token)];
                }

                Check.That(await w.RecordAsync(stolen) is null, "the session outlived both uses");
                await nodes[1].RefusedAsync(owned, "the owner's token");
                foreach (string token in tokens)
                    Check.Equal(AuthFailureReason.UnknownSession, (await nodes[0].RefreshAsync(token)).Failure?.Reason, "the reason after the end");
            }
        }),

        ScenarioContext.Case("Refresh_LostToAnotherWriter_IsDecidedAnew", "A rotation that loses against another writer is read again and decided from the start; it still ends in one successor.", ["F-39"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassRefreshAge();
            node.Store.Inject(StoreFault.Do(async _ => await w.TouchAsync(first)).On(StoreOperations.Replace).Times(3));
            IssuedCredential second = await node.RenewAsync(first);
            Check.Equal(5L, (await w.RecordAsync(first))!.Version, "the version after three writes of others and one rotation");
            await node.LeftOutAsync(first, "a retry");
            await node.AcceptedAsync(second, "the successor");
        }),

        ScenarioContext.Case("Refresh_StoreFailedBeforeWriting_RetryRotatesOnce", "A rotation that the store refused with an error is not done; the client's retry rotates, once.", ["F-39"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassRefreshAge();
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Replace).Times(1));
            await Check.ThrowsAsync<SessionStoreException>(() => node.RenewAsync(first), "refreshing");
            Check.Equal(1L, (await w.RecordAsync(first))!.Version, "the version after the failed rotation");
            await node.RenewAsync(first);
            Check.Equal(2L, (await w.RecordAsync(first))!.Version, "the version after the retry");
        }),

        ScenarioContext.Case("Authenticate_ReplacedToken_IsAcceptedAsItIs", "Requests under way with the replaced token are accepted while they may be under way, and hand out nothing.", ["F-19", "M-14"], async w =>
        {
            if (w.Kind != ScenarioStrategy.Session)
                return;

            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassRefreshAge();
            IssuedCredential second = await node.RenewAsync(first);
            await node.AcceptedAsync(first, "the replaced token before the successor was used");
            await node.AcceptedAsync(second, "the successor");
            w.Time.Advance(ScenarioContext.LateWindow - TimeSpan.FromSeconds(1));
            long version = (await w.RecordAsync(first))!.Version;
            await node.LeftOutAsync(first, "the replaced token within the late request window");
            await node.AcceptedAsync(second, "the successor after that");
            Check.That((await w.RecordAsync(first))!.Version - version <= 1, "a replaced token wrote more than the activity");
        }),
    ];

    private static async Task RefreshAtOnceAsync(ScenarioContext w, Application[] nodes)
    {
        for (int round = 0; round < w.Repetitions; round++)
        {
            IssuedCredential first = await nodes[0].LoginAsync();
            w.PassRefreshAge();
            RefreshResult[] results = await Race.TogetherAsync(Enumerable.Range(0, AtOnce).Select(i =>
                (Func<Task<RefreshResult>>)(() => nodes[i % nodes.Length].RefreshAsync(Application.Lasting(first)))));
            foreach (RefreshResult result in results)
                Check.That(result.Failure is null && result.Principal is not null, $"one of the refreshes at once was refused: {result}");
            RefreshResult[] handed = [.. results.Where(result => nodes[0].Handed(result) is not null)];
            Check.Equal(1, handed.Length, "answers with a successor");
            Check.That(nodes[0].Handed(handed[0]) != Application.Lasting(first), "nothing was rotated");
            Check.Equal(2L, (await w.RecordAsync(first))!.Version, "the version after one rotation");

            IssuedCredential second = handed[0].Credential!;
            foreach (Application node in nodes)
                await node.AcceptedAsync(second, "the successor");
            IssuedCredential last = await RotateTwiceAsync(w, nodes[0], second);
            w.PassWindow();
            await nodes[^1].RefreshRefusedAsync(first, "a token of three rotations ago", AuthFailureReason.Reused);
            await nodes[0].RefusedAsync(last, "the current token after the end");
        }
    }

    private static async Task<IssuedCredential> RotateTwiceAsync(ScenarioContext w, Application node, IssuedCredential credential)
    {
        for (int i = 0; i < 2; i++)
        {
            await node.AcceptedAsync(credential, "a token in use");
            w.PassRefreshAge();
            credential = await node.RenewAsync(credential);
        }

        return credential;
    }
}
