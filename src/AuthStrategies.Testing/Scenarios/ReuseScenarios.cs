using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Late and lost answers, and two clients with one session, over several nodes: F-19, F-20, F-31, M-14.</summary>
internal static class ReuseScenarios
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Refresh_YoungToken_GivesTheSameBack", "A refresh of a young token writes no more than its first use, and the token comes back.", ["M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.Time.Advance(ScenarioContext.RefreshAge - TimeSpan.FromTicks(1));
            IssuedCredential again = await node.RenewAsync(first);
            Check.That(Application.Lasting(again) == Application.Lasting(first), "a young token was replaced");
            Check.Equal(1L, (await w.RecordAsync(first))!.Version, "the version after a refresh that replaced nothing");
        }),

        ScenarioContext.Case("Refresh_LostAnswerArrives_WinsOnEveryNode", "If an answer that was taken for lost arrives, its successor is accepted on every node, and the other successor is accepted while its requests are under way.", ["F-19", "M-14"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential first = await nodes[0].LoginAsync();
            w.PassRefreshAge();
            IssuedCredential slow = await nodes[0].RenewAsync(first);
            w.PassWindow();
            IssuedCredential other = await nodes[1].RenewAsync(first);
            await nodes[1].UsedAsync(slow, "the successor of the slow answer");
            await nodes[0].UsedAsync(other, "the other successor, under way");
            await nodes[0].UsedAsync(slow, "the successor of the slow answer again");
            w.PassRefreshAge();
            await nodes[1].RenewAsync(slow);
            Check.Equal(1, (await nodes[0].SessionsAsync()).Count, "sessions");
        }),

        ScenarioContext.Case("Authenticate_LateToken_BranchesThenEnds", "A late replaced token is accepted once more, no longer as freshly authenticated; when both clients have gone on, the session ends on every node.", ["F-20", "M-14"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential first = await nodes[0].LoginAsync();
            w.PassRefreshAge();
            IssuedCredential second = await nodes[0].RenewAsync(first);
            await nodes[1].UsedAsync(second, "the successor");
            w.PassLateWindow();
            IssuedCredential branch = await nodes[1].RenewAsync(first);
            Check.That((await nodes[0].Strategy.AuthenticateAsync(branch.Value)).AuthenticatedAt is null, "the session still counts as freshly authenticated");
            await nodes[0].UsedAsync(branch, "the late client");
            await nodes[1].UsedAsync(second, "the other client, under way");
            w.PassLateWindow();
            await nodes[1].RefreshRefusedAsync(second, "the other client, late", AuthFailureReason.Reused);
            await nodes[0].RefreshRefusedAsync(branch, "the late client after the end", AuthFailureReason.UnknownSession);
            Check.That(await w.RecordAsync(first) is null, "the session is still there");
        }),

        ScenarioContext.Case("Authenticate_FirstUseLost_IsNotRetried", "A first use whose write loses against another writer is accepted and not written again.", ["F-39", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassRefreshAge();
            IssuedCredential second = await node.RenewAsync(first);
            node.Store.ForgetCalls();
            node.Store.Inject(StoreFault.Do(async _ => await w.TouchAsync(first)).On(StoreOperations.Replace).Times(1));
            await node.UsedAsync(second, "a successor whose first use is lost");
            Check.Equal(1, node.Store.CountCalls(StoreOperations.Replace), "replacements");
            await node.UsedAsync(second, "the successor again");
        }),

        ScenarioContext.Case("Authenticate_OlderSchema_CountsAsUsed", "The token in a record of the first release counts as used since it was issued: it rotates by its age, without a first use before.", ["F-31", "M-14"], async w =>
        {
            GoldenSession golden = GoldenSession.Of(w.Kind);
            SettableTimeProvider time = new(GoldenSession.IssuedAt + ScenarioContext.RotateEvery);
            Application node = await w.NodeAsync(time: time);
            Check.Equal(true, await w.StoreUnderTest.Store.TryCreateAsync(golden.ToRecord(), default), "creating the record of the first release");
            if (w.Kind == ScenarioStrategy.Session)
                Check.That((await node.Cookies.AuthenticateCookieAsync(golden.Token)).RotationDue, "the token of the first release does not rotate");
            long before = (await w.StoreUnderTest.Store.FindAsync(golden.ToRecord().Id, default))!.Version;
            RefreshResult result = await node.RefreshAsync(golden.Token);
            Check.That(node.Handed(result) is { } handed && handed != golden.Token, $"the token of the first release was not replaced: {result}");
            Check.Equal(before + 1, (await w.RecordAsync(result.Credential!))!.Version, "the version after one write");
            time.Advance(ScenarioContext.Window + TimeSpan.FromSeconds(1));
            Check.That(node.Handed(await node.RefreshAsync(golden.Token)) is not null, "a lost answer was not given again");
        }),
    ];
}
