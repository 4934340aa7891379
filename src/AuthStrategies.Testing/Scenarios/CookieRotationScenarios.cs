using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Rotation of cookies at the response headers, over several nodes: F-18, M-11, M-12, M-14. JWT strategies have none.</summary>
internal static class CookieRotationScenarios
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        Case("AtHeaders_HundredOverThreeNodes_OneSuccessor", "A hundred responses at once over three nodes with a cookie that is due: one rotation, one successor.", ["F-18", "M-14"], async w =>
        {
            Application[] nodes = await w.NodesAsync(3);
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential first = await DueAsync(w, nodes[0]);
                IssuedCredential?[] handed = await Race.TogetherAsync(Enumerable.Range(0, 100).Select(i =>
                    (Func<Task<IssuedCredential?>>)(() => AtHeadersAsync(nodes[i % nodes.Length], first))));
                Check.Equal(1, handed.Count(credential => credential is not null), "responses with a successor");
                Check.Equal(2L, (await w.RecordAsync(first))!.Version, "the version after one rotation");
                foreach (Application node in nodes)
                    await node.AcceptedAsync(handed.Single(credential => credential is not null)!, "the successor");
            }
        }),

        Case("AtHeaders_SlowResponse_ReplacesNothing", "A slow response on one node sets no cookie when another node has rotated, before and after the successor is used.", ["M-11", "M-14"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential first = await DueAsync(w, nodes[0]);
            Check.That((await nodes[0].Cookies.AuthenticateCookieAsync(first.Value)).RotationDue, "a rotation that is due was not reported");
            IssuedCredential? second = await AtHeadersAsync(nodes[1], first);
            Check.That(second is not null, "a cookie that is due was not replaced");
            Check.That(await AtHeadersAsync(nodes[0], first) is null, "the slow response set a cookie before the successor was used");
            await nodes[1].AcceptedAsync(second!, "the successor");
            Check.That(await AtHeadersAsync(nodes[0], first) is null, "the slow response set a cookie after the successor was used");
            w.Time.Advance(ScenarioContext.LateWindow - TimeSpan.FromTicks(1));
            Check.That((await nodes[0].Cookies.AuthenticateCookieAsync(first.Value)) is { Succeeded: true, RotationDue: false }, "a slow request was refused or is due");
            await nodes[1].AcceptedAsync(second!, "the successor after that");
        }),

        Case("AtHeaders_StoreFailed_NextResponseRotates", "A rotation that the store refused with an error changes nothing; the next response rotates.", ["F-39", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await DueAsync(w, node);
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Replace).Times(1));
            await Check.ThrowsAsync<SessionStoreException>(() => AtHeadersAsync(node, first), "a rotation");
            Check.Equal(1L, (await w.RecordAsync(first))!.Version, "the version after the failed rotation");
            Check.That(await AtHeadersAsync(node, first) is not null, "the next response did not rotate");
        }),

        Case("AtHeaders_AnswerOfTheStoreLost_ClientGoesOn", "A rotation that the store wrote without an answer is handed to no one: the client is accepted with its cookie and gets a fresh successor.", ["F-19", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await DueAsync(w, node);
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Replace).Times(1).AfterEffect());
            await Check.ThrowsAsync<SessionStoreException>(() => AtHeadersAsync(node, first), "a rotation");
            await node.AcceptedAsync(first, "the cookie whose successor was lost");
            Check.That(await AtHeadersAsync(node, first) is null, "a successor was handed twice");
            w.PassWindow();
            Check.That((await node.Cookies.AuthenticateCookieAsync(first.Value)).RotationDue, "a fresh successor is not due");
            await node.AcceptedAsync((await AtHeadersAsync(node, first))!, "the fresh successor");
        }),

        Case("AtHeaders_LostToAnotherWriter_IsDecidedAnew", "A rotation that loses against another writer is decided again; it still ends in one successor.", ["F-39", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await DueAsync(w, node);
            node.Store.Inject(StoreFault.Do(async _ => await w.TouchAsync(first)).On(StoreOperations.Replace).Times(3));
            await node.AcceptedAsync((await AtHeadersAsync(node, first))!, "the successor");
            Check.That(await AtHeadersAsync(node, first) is null, "a second response replaced the cookie");
        }),

        Case("AtHeaders_SessionEnded_HandsNothing", "A session that ends while a response is prepared stays ended: its cookie is not replaced.", ["F-22", "M-14"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential first = await DueAsync(w, nodes[0]);
            nodes[0].Store.Inject(StoreFault.Do(async _ => await nodes[1].Strategy.RevokeAsync(first.Value, CancellationToken.None)).On(StoreOperations.Replace).Times(1));
            Check.That(await AtHeadersAsync(nodes[0], first) is null, "the cookie of an ended session was replaced");
            Check.That(await w.RecordAsync(first) is null, "an ended session came back");
        }),
    ];

    private static SessionStoreCase Case(string name, string sentence, string[] requirements, Func<ScenarioContext, Task> run) =>
        ScenarioContext.Case(name, sentence, requirements, w => w.Kind == ScenarioStrategy.Session ? run(w) : Task.CompletedTask);

    private static async Task<IssuedCredential> DueAsync(ScenarioContext w, Application node)
    {
        IssuedCredential first = await node.LoginAsync();
        w.Time.Advance(ScenarioContext.RotateEvery);
        return first;
    }

    private static async Task<IssuedCredential?> AtHeadersAsync(Application node, IssuedCredential credential) => await node.Cookies.RotateAtHeadersAsync(credential.Value);
}
