using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>The session store fails while strategies use it: F-01 to F-07, F-27, F-36.</summary>
internal static class OutageScenarios
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Session_StoreDown_CannotTellAndRetryWorks", "When the store is down before a login starts, nothing is issued and the caller gets an exception; the next attempt after recovery works.", ["F-01"], async w =>
        {
            Application node = await w.NodeAsync();
            node.Store.Break();
            await CannotTellAsync(() => node.LoginAsync(), "logging in");
            node.Store.Repair();
            Check.Equal(0, (await w.StoreUnderTest.ListAsync("alice")).Count, "records after the failed login");
            IssuedCredential credential = await node.LoginAsync();
            await node.AcceptedAsync(credential, "the session after recovery");
            Check.Equal(1, (await node.SessionsAsync()).Count, "sessions");
        }),

        ScenarioContext.Case("Session_AcknowledgementLost_OrphanIsHarmless", "When the store stops after the record was written and before it says so, nothing is issued; the orphaned record disturbs no session and expires.", ["F-02"], async w =>
        {
            Application node = await w.NodeAsync();
            // The first login also makes the generations.
            await node.Strategy.RevokeAsync((await node.LoginAsync()).Value);
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Create).Times(1).AfterEffect());
            await CannotTellAsync(() => node.LoginAsync(), "logging in");
            Check.Equal(1, (await w.StoreUnderTest.ListAsync("alice")).Count, "orphans");
            await node.AcceptedAsync(await node.LoginAsync(), "the next session");
            w.Time.Advance(ScenarioContext.Absolute);
            Check.Equal(0, (await node.SessionsAsync()).Count, "sessions after the orphaned record expired");
            if (w.StoreUnderTest.Harness.RemovesExpired)
                await w.StoreUnderTest.Store.RemoveExpiredAsync(w.Time.GetUtcNow(), 100, default);
            else
                return;
            Check.Equal(0, (await w.StoreUnderTest.ListAsync("alice")).Count, "records after the clean-up");
        }),

        ScenarioContext.Case("Session_ResponseLost_CapStaysRight", "When responses are lost after the login, each further login creates another session, and the limit holds.", ["F-03", "S-08"], async w =>
        {
            Application node = await w.NodeAsync(limit: 3);
            for (int i = 0; i < 7; i++)
            {
                IssuedCredential latest = await node.LoginAsync();
                Check.Equal(Math.Min(i + 1, 3), (await w.StoreUnderTest.ListAsync("alice")).Count, "records");
                await node.AcceptedAsync(latest, "the latest session");
            }
        }),

        ScenarioContext.Case("Authenticate_StoreDown_CannotTell", "When the store does not answer, a session is neither accepted nor refused; after recovery it continues, without a restart.", ["F-04", "F-36", "V-03"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential credential = await node.LoginAsync();
            await node.AcceptedAsync(credential, "the session");
            node.Store.Break();
            await CannotTellAsync(() => node.AcceptsAsync(credential), "authenticating");
            await CannotTellAsync(() => node.RefreshAsync(Application.Lasting(credential)), "refreshing");
            await CannotTellAsync(() => node.SessionsAsync(), "listing sessions");
            node.Store.Repair();
            await node.AcceptedAsync(credential, "the session after recovery");
        }),

        ScenarioContext.Case("Revoke_StoreDown_NeverSaysEnded", "When the store is down at logout, the caller gets an exception, because the session did not end; after recovery logging out works.", ["F-05"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential credential = await node.LoginAsync();
            foreach (StoreOperations down in new[] { StoreOperations.All, StoreOperations.Remove | StoreOperations.RemoveAll })
            {
                node.Store.Inject(StoreFault.Fail().On(down));
                await CannotTellAsync(async () => await node.Strategy.RevokeAsync(credential.Value), "revoking");
                await CannotTellAsync(async () => await node.Directory.RevokeAsync("alice", credential.SessionId!.Value), "revoking by id");
                await CannotTellAsync(async () => await node.Directory.RevokeAllAsync("alice"), "revoking all");
                node.Store.Repair();
                await node.AcceptedAsync(credential, "a session that was not ended");
            }

            Check.Equal(RevokeOutcome.Revoked, await node.Strategy.RevokeAsync(credential.Value), "revoking after recovery");
            await node.RefusedAsync(credential, "a session that was ended");
        }),

        ScenarioContext.Case("Authenticate_StoreSlow_CancellationIsHonoured", "All callers that wait for a slow store stop waiting when they are cancelled, and nothing is left behind.", ["F-06"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential credential = await node.LoginAsync();
            var released = new TaskCompletionSource();
            using var patience = new CancellationTokenSource();
            node.Store.Inject(StoreFault.WaitFor(released.Task).On(StoreOperations.Find));
            Task[] waiting = [.. Enumerable.Range(0, 100).Select(_ => node.Strategy.AuthenticateAsync(credential.Value, patience.Token).AsTask())];
            await patience.CancelAsync();
            foreach (Task call in waiting)
                await Check.ThrowsAsync<OperationCanceledException>(() => call, "authenticating");
            node.Store.Repair();
            await node.AcceptedAsync(credential, "the session when the store is fast again");
            released.SetResult();
        }),

        ScenarioContext.Case("Refresh_AnsweredTooLate_GoesOn", "A rotation whose answer was lost counts: the client's retry inside the window is accepted and handed nothing, and a later one gets a fresh successor.", ["F-07", "M-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.PassRefreshAge();
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Replace).Times(1).AfterEffect());
            await CannotTellAsync(() => node.RenewAsync(first), "refreshing");
            await node.LeftOutAsync(first, "a retry inside the window");
            w.PassWindow();
            IssuedCredential successor = await node.RenewAsync(first);
            Check.That(Application.Lasting(successor) != Application.Lasting(first), "the late rotation was not counted");
            await node.AcceptedAsync(successor, "the fresh successor");
        }),

        ScenarioContext.Case("Session_StoreFull_CannotTellAndEndingWorks", "When the store is full, logging in throws; existing sessions continue and can be ended.", ["F-27"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential[] living = [await node.LoginAsync(), await node.LoginAsync()];
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Create));
            await CannotTellAsync(() => node.LoginAsync(), "logging in");
            foreach (IssuedCredential credential in living)
                await node.AcceptedAsync(credential, "a session while the store is full");
            Check.Equal(RevokeOutcome.Revoked, await node.Strategy.RevokeAsync(living[0].Value), "revoking");
            await node.RefusedAsync(living[0], "a session that was ended");
            // A store that may lose lists writes one record to end all sessions. The removal has made room for it.
            if (w.StoreUnderTest.Store.GetService<IEvictingSessionStore>() is { MayEvict: true })
                node.Store.Repair();
            Check.Equal(1, await node.Directory.RevokeAllAsync("alice"), "revoked");
            await node.RefusedAsync(living[1], "a session that was ended with all others");
        }),

        ScenarioContext.Case("Session_OldCannotBeEnded_NewIsTakenBack", "When the session that a new one replaces cannot be ended, the new one is removed and the caller gets an exception.", ["F-23", "S-03"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential old = await node.LoginAsync();
            node.Store.Inject(StoreFault.Fail().On(StoreOperations.Remove).Times(1));
            await CannotTellAsync(() => node.LoginAsync("alice", new() { Replaces = old.Value }), "logging in anew");
            node.Store.Repair();
            Check.Equal(old.SessionId, (await w.StoreUnderTest.ListAsync("alice")).Single().Id, "the session that is left");
            await node.AcceptedAsync(old, "the old session");
        }),
    ];

    private static Task CannotTellAsync(Func<Task> call, string what) => Check.ThrowsAsync<SessionStoreException>(call, what);
}
