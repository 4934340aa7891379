using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>Clocks that jump, and requests that are no activity: F-14, F-15.</summary>
internal static class ClockScenarios
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Authenticate_OneClockAhead_EndsNothingForOthers", "A node whose clock jumped an hour ahead finds sessions expired; it deletes none, and nodes whose clock is right continue to accept them.", ["F-14"], async w =>
        {
            Application right = await w.NodeAsync();
            Application ahead = await w.NodeAsync(time: new SettableTimeProvider(w.Time.GetUtcNow() + Hour));
            IssuedCredential[] sessions = [await right.LoginAsync(), await right.LoginAsync(), await right.LoginAsync("bob")];
            foreach (IssuedCredential session in sessions)
            {
                AuthResult early = await ahead.Strategy.AuthenticateAsync(session.Value);
                Check.Equal(AuthFailureReason.Expired, early.Failure?.Reason, "what the node that is ahead says");
                await ahead.RefreshRefusedAsync(session, "a refresh on the node that is ahead", AuthFailureReason.Expired);
            }

            Check.Equal(0, (await ahead.SessionsAsync()).Count, "sessions on the node that is ahead");
            await ahead.LoginAsync();
            foreach (IssuedCredential session in sessions)
                await right.AcceptedAsync(session, "a session on a node whose clock is right");
        }),

        ScenarioContext.Case("Authenticate_ClockAhead_NothingLivesLonger", "When the clock jumps ahead, a session may end early, never late: its absolute end stays.", ["F-14"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            DateTimeOffset absoluteExpiresAt = (await w.RecordAsync(session))!.AbsoluteExpiresAt;
            w.Time.SetUtcNow(w.Time.GetUtcNow() + Hour - TimeSpan.FromMinutes(1));
            session = await node.RenewAsync(session);
            Check.Equal(absoluteExpiresAt, (await w.RecordAsync(session))!.AbsoluteExpiresAt, "the absolute end");
            w.Time.SetUtcNow(absoluteExpiresAt);
            await node.RefusedAsync(session, "a session at its absolute end");
        }),

        ScenarioContext.Case("WithoutRenewal_ForHours_EndsAtTheIdleEnd", "Requests that are no activity, over two nodes, are accepted until the idle end and no longer; they write nothing but the first use of a new token.", ["D-02"], async w =>
        {
            if (w.Kind != ScenarioStrategy.Session)
                return;

            Application[] nodes = await w.NodesAsync(2);
            IssuedCredential first = await nodes[0].LoginAsync();
            w.Time.Advance(ScenarioContext.RotateEvery);
            IssuedCredential second = (await nodes[0].Cookies.RotateAtHeadersAsync(first.Value))!;
            DateTimeOffset end = (await w.RecordAsync(second))!.ExpiresAt;
            for (int number = 0; w.Time.GetUtcNow() < end; number++)
            {
                AuthResult polled = await PollAsync(nodes[number % 2], second);
                Check.That(polled is { Succeeded: true, RotationDue: false } && polled.ExpiresAt == end, $"a request that is no activity: expected to be accepted until the same end, was {polled}");
                w.Time.Advance(TimeSpan.FromMinutes(5));
            }

            SessionRecord? last = await w.RecordAsync(second);
            Check.That(last is null || (last.Version == 3 && last.ExpiresAt == end), "more was written than the rotation and the first use of its token");
            foreach (Application node in nodes)
                Check.That(!(await PollAsync(node, second)).Succeeded, "a request that is no activity was accepted after the idle end");
        }),

        ScenarioContext.Case("Authenticate_ClockFarAhead_ItsSessionsWait", "Sessions of a node whose clock is more than 5 minutes ahead are refused by the others, and accepted when that time has come.", ["F-14"], async w =>
        {
            Application right = await w.NodeAsync();
            Application ahead = await w.NodeAsync(time: new SettableTimeProvider(w.Time.GetUtcNow() + TimeSpan.FromMinutes(20)));
            IssuedCredential login = await ahead.LoginAsync();
            await right.RefreshRefusedAsync(login, "a session from the future", AuthFailureReason.NotYetValid);
            w.Time.Advance(TimeSpan.FromMinutes(20));
            await right.AcceptedAsync(login, "the same session when its time has come");
        }),

        ScenarioContext.Case("Refresh_ClockBack_WindowStaysClosedAndTimesStay", "When the clock jumps back an hour, a node that knows it cannot tell whether sessions that were used since are live: it neither accepts nor ends them. When it is right again, a closed reuse window has not reopened, last-seen and expiry have not moved back, and what was ended stays ended.", ["F-15"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential ended = await node.LoginAsync();
            IssuedCredential first = await node.LoginAsync();
            await node.Strategy.RevokeAsync(ended.Value);
            IssuedCredential current = first;
            for (int i = 0; i < 3; i++)
            {
                await node.AcceptedAsync(current, "a token in use");
                w.PassRefreshAge();
                current = await node.RenewAsync(current);
            }

            SessionInfo before = (await node.Directory.FindAsync(first.SessionId!.Value))!;

            w.Time.SetUtcNow(w.Time.GetUtcNow() - Hour);
            await Check.ThrowsAsync<AuthUnavailableException>(async () => await node.Strategy.RefreshAsync(Application.Lasting(current)), "a session that was used in the future");
            await Check.ThrowsAsync<AuthUnavailableException>(async () => await node.Strategy.RefreshAsync(Application.Lasting(first)), "a replaced token of it");
            w.Time.SetUtcNow(w.Time.GetUtcNow() + Hour);
            await node.RenewAsync(current);
            SessionInfo after = (await node.Directory.FindAsync(first.SessionId!.Value))!;
            Check.That(after.LastSeenAt >= before.LastSeenAt, "last-seen moved back");
            Check.That(after.ExpiresAt >= before.ExpiresAt, "the expiry moved back");
            await node.RefusedAsync(ended, "a session that was ended before the clock went back");
            await node.RefreshRefusedAsync(first, "a token whose window had closed", AuthFailureReason.Reused);
            Check.That(await w.RecordAsync(first) is null, "the session outlived both uses");
        }),

        ScenarioContext.Case("Refresh_ClockBackAfterActivity_TimesStay", "A rotation on a node whose clock is behind the last activity moves neither last-seen nor the expiry back.", ["F-15"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential first = await node.LoginAsync();
            w.Time.Advance(TimeSpan.FromMinutes(10));
            await node.AcceptedAsync(first, "the session");
            SessionInfo before = (await node.Directory.FindAsync(first.SessionId!.Value))!;
            w.Time.SetUtcNow(w.Time.GetUtcNow() - TimeSpan.FromMinutes(5));
            IssuedCredential second = await node.RenewAsync(first);
            SessionInfo after = (await node.Directory.FindAsync(first.SessionId!.Value))!;
            Check.That(Application.Lasting(second) != Application.Lasting(first), "nothing was rotated");
            Check.That(after.LastSeenAt >= before.LastSeenAt, "last-seen moved back");
            Check.That(after.ExpiresAt >= before.ExpiresAt, "the expiry moved back");
        }),

        ScenarioContext.Case("RemoveExpired_ThenClockBack_StaysExpired", "What was cleaned up stays expired when the clock jumps back.", ["F-15"], async w =>
        {
            Application node = await w.NodeAsync();
            IssuedCredential session = await node.LoginAsync();
            w.Time.SetUtcNow(w.Time.GetUtcNow() + Hour);
            await node.RefreshRefusedAsync(session, "an expired session", AuthFailureReason.Expired);
            Check.Equal(1, await w.StoreUnderTest.Store.RemoveExpiredAsync(w.Time.GetUtcNow(), 10, default), "removed");
            w.Time.SetUtcNow(w.Time.GetUtcNow() - Hour);
            w.PassStaleness();
            await node.RefusedAsync(session, "an expired session after the clock went back");
        }, SessionStoreNeeds.Cleanup),
    ];

    private static async Task<AuthResult> PollAsync(Application node, IssuedCredential credential) =>
        (await ((IAuthenticationWithoutRenewal)node.Strategy).AuthenticateWithoutRenewalAsync(credential.Value, [])).Result;
}
