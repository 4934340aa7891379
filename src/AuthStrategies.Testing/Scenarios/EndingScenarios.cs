using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Ending sessions while they are used: F-10, F-21 to F-25, F-38, E-01, E-02.</summary>
internal static class EndingScenarios
{
    private static readonly TimeSpan RenewalDue = TimeSpan.FromMinutes(7);

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Revoke_OnOneNode_NoNodeAccepts", "A session that one node created is accepted by all. After one node ended it, no other accepts it, cached credentials included.", ["F-10", "F-38", "V-04", "S-06"], async w =>
        {
            Application[] nodes = await w.NodesAsync(3);
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential credential = await nodes[0].LoginAsync();
                foreach (Application node in nodes)
                    await node.AcceptedAsync(credential, "a session on another node");
                w.PassRefreshAge();
                IssuedCredential renewed = await nodes[1].RenewAsync(credential);
                await nodes[2].AcceptedAsync(renewed, "a session that was refreshed on another node");
                Check.Equal(RevokeOutcome.Revoked, await nodes[2].Strategy.RevokeAsync(renewed.Value), "revoking");
                Check.That(!await nodes[2].AcceptsAsync(renewed), "the node that ended the session accepts it");
                w.PassStaleness();
                foreach (Application node in nodes)
                    await node.RefusedAsync(renewed, "a session that was ended on another node");
            }
        }),

        ScenarioContext.Case("RevokeEverything_OnOneNode_EndsTheSessionsOfAllUsersOnEveryNode", "When one node ended everything, no node accepts or refreshes a session from before 5 seconds later, and sessions that begin later are accepted.", ["E-01", "F-38"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential[] before = [await nodes[0].LoginAsync(), await nodes[1].LoginAsync("bob")];
            foreach (IssuedCredential credential in before)
                await nodes[1].AcceptedAsync(credential, "a session before the end");
            Check.Equal(RevokeOutcome.Revoked, await nodes[0].Directory.RevokeEverythingAsync(), "ending everything");
            w.Time.Advance(TimeSpan.FromSeconds(5));
            foreach (Application node in nodes)
            {
                foreach (IssuedCredential credential in before)
                {
                    await node.RefusedAsync(credential, "a session from before");
                    await node.RefreshRefusedAsync(credential, "a session from before", AuthFailureReason.UnknownSession);
                }

                Check.Equal(0, (await node.SessionsAsync()).Count, "sessions from before");
            }

            IssuedCredential later = await nodes[1].LoginAsync();
            foreach (Application node in nodes)
                await node.AcceptedAsync(later, "a session that began later");
        }),

        ScenarioContext.Case("RevokeAll_WithAReason_EveryNodeTellsOnlyAHolderForADay", "When one node ended a session with a reason, every node tells it to a client with a credential of the session, for 24 hours or until the session would have ended, and to no other client.", ["E-02", "F-38"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential credential = await nodes[0].LoginAsync();
            string token = Application.Lasting(credential);
            string other = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');
            foreach (Application node in nodes)
                await node.AcceptedAsync(credential, "a session before the end");
            Check.Equal(1, await nodes[0].Directory.RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.Administrator, Code = "kit" }), "sessions ended");
            w.PassStaleness();
            foreach (Application node in nodes)
            {
                foreach (SessionEnd? end in (SessionEnd?[])[(await node.Strategy.AuthenticateAsync(credential.Value)).Failure?.SessionEnd, (await node.RefreshAsync(token)).Failure?.SessionEnd])
                    Check.Equal((SessionEndReason.Administrator, SessionEndedBy.Administrator, "kit"), (end?.Reason, end?.EndedBy, end?.Code), "what the client is told");
                Check.Equal(null, (await node.RefreshAsync(other)).Failure?.SessionEnd, "what another client is told");
                Check.Equal(0, (await node.SessionsAsync()).Count, "sessions listed");
            }

            w.Time.Advance(TimeSpan.FromHours(24));
            Check.Equal(null, (await nodes[1].RefreshAsync(token)).Failure?.SessionEnd, "what the client is told a day later");
        }),

        ScenarioContext.Case("Revoke_WhileAuthenticated_LaterCallsAreRefused", "Requests that begin after a logout returned are refused, also while many that began before it are running.", ["F-21", "S-06"], async w =>
        {
            Application node = await w.NodeAsync();
            for (int round = 0; round < w.Repetitions * 5; round++)
            {
                IssuedCredential credential = await node.LoginAsync();
                await node.AcceptedAsync(credential, "the session");
                int ended = 0;
                await Race.TogetherAsync<bool>(
                    async () =>
                    {
                        Check.Equal(RevokeOutcome.Revoked, await node.Strategy.RevokeAsync(credential.Value), "revoking");
                        Volatile.Write(ref ended, 1);
                        return true;
                    },
                    async () =>
                    {
                        for (bool before = true; before;)
                        {
                            before = Volatile.Read(ref ended) == 0;
                            bool accepted = await node.AcceptsAsync(credential);
                            Check.That(before || !accepted, "a session was accepted after it had been ended");
                        }

                        return true;
                    });
            }
        }),

        ScenarioContext.Case("Refresh_EndedMeanwhile_StaysGone", "A write that comes late, after the session ended on another node, reports that the session is gone and issues nothing.", ["F-22", "S-06"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential credential = await node.LoginAsync();
            w.PassRefreshAge();
            node.Store.Inject(StoreFault.Do(async _ => await w.StoreUnderTest.Store.RemoveAsync(credential.SessionId!.Value, null, default)).On(StoreOperations.Replace).Times(1));
            await node.RefreshRefusedAsync(credential, "a refresh that lost against a logout", AuthFailureReason.UnknownSession);
            Check.That(await w.RecordAsync(credential) is null, "the late writer brought the session back");
        }),

        ScenarioContext.Case("Authenticate_EndedMeanwhile_RenewsNothing", "A request that would renew a session that has ended in between is refused and writes nothing.", ["F-22", "S-06"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential credential = await node.LoginAsync();
            w.Time.Advance(RenewalDue);
            StoreOperations late = w.Kind == ScenarioStrategy.Session ? StoreOperations.Replace : StoreOperations.Find;
            node.Store.Inject(StoreFault.Do(async _ => await w.StoreUnderTest.Store.RemoveAsync(credential.SessionId!.Value, null, default)).On(late).Times(1));
            AuthResult result = await node.Strategy.AuthenticateAsync(credential.Value);
            Check.Equal(node.Gone, result.Failure?.Reason, "the reason for the late request");
            Check.That(await w.RecordAsync(credential) is null, "the late request brought the session back");
        }),

        ScenarioContext.Case("Session_Replacing_OldIsRefusedFromThenOn", "As soon as a session that replaces another is issued, the other is refused on every node, also while requests use it.", ["F-23", "S-03"], async w =>
        {
            Application[] nodes = await w.NodesAsync(2);
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential old = await nodes[0].LoginAsync();
                IssuedCredential? fresh = null;
                await Race.WhileAsync(
                    async () =>
                    {
                        bool before = Volatile.Read(ref fresh) is null;
                        bool accepted = await nodes[0].AcceptsAsync(old);
                        Check.That(before || !accepted, "the old session was accepted after the new one had been handed out");
                    },
                    async () => Volatile.Write(ref fresh, await nodes[0].LoginAsync("alice", new() { Replaces = old.Value })));
                w.PassStaleness();
                foreach (Application node in nodes)
                {
                    await node.RefusedAsync(old, "the old session");
                    await node.AcceptedAsync(fresh!, "the new session");
                }
            }
        }),

        ScenarioContext.Case("RevokeAll_BesideASession_IsWholeOrNothing", "A session that is created while all others are ended survives as a whole or ends as a whole; the caller's own survives.", ["F-24", "S-07"], async w =>
        {
            Application node = await w.NodeAsync();
            for (int round = 0; round < w.Repetitions; round++)
            {
                IssuedCredential own = await node.LoginAsync();
                IssuedCredential other = await node.LoginAsync();
                IssuedCredential?[] sessions = await Race.TogetherAsync<IssuedCredential?>(
                    async () =>
                    {
                        await node.Directory.RevokeAllAsync("alice", own.SessionId);
                        return null;
                    },
                    async () => await node.LoginAsync());
                IssuedCredential fresh = sessions[1]!;
                await node.AcceptedAsync(own, "the caller's own session");
                await node.RefusedAsync(other, "another session");
                bool accepted = await node.AcceptsAsync(fresh);
                Check.Equal(accepted, (await node.SessionsAsync()).Any(session => session.Id == fresh.SessionId), "whether the new session is listed");
                Check.Equal(accepted, (await node.RefreshAsync(Application.Lasting(fresh))).Succeeded, "whether the new session can be refreshed");
                await node.Directory.RevokeAllAsync("alice");
            }
        }),

        ScenarioContext.Case("Session_HundredAtOnce_CapHolds", "A hundred logins at once with a limit of three sessions leave three, and list and records agree about which.", ["F-25", "S-08"], async w =>
        {
            Application[] nodes = [await w.NodeAsync(limit: 3), await w.NodeAsync(limit: 3)];
            IssuedCredential[] credentials = await Race.TogetherAsync(Enumerable.Range(0, 100).Select(i =>
                (Func<Task<IssuedCredential>>)(() => nodes[i % 2].LoginAsync())));
            w.PassStaleness();
            HashSet<SessionId> accepted = [];
            foreach (IssuedCredential credential in credentials)
            {
                if (await nodes[0].AcceptsAsync(credential))
                    accepted.Add(credential.SessionId!.Value);
            }

            Check.Equal(3, accepted.Count, "sessions that are accepted");
            Check.That(accepted.SetEquals((await nodes[1].SessionsAsync()).Select(session => session.Id)), "the sessions listed are not those accepted");
            await w.ConsistentAsync("alice");
        }),
    ];
}
