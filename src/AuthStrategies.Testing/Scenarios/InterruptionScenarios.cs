using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>
/// A process dies (F-26) or a client disconnects (F-45) at each call of a strategy to its store, before the call's
/// effect and after it. An interruption inside a call is covered by the cases of the store.
/// </summary>
internal static class InterruptionScenarios
{
    public static IEnumerable<SessionStoreCase> All =>
    [
        ScenarioContext.Case("Session_KilledAnywhere_NothingIsHalf", "A process that stops anywhere in a login leaves a whole record or none; after the restart the subject logs in, and a session that was to be replaced is live or ended for good.", ["F-26"], w => LoginAsync(w, Killed)),
        ScenarioContext.Case("Refresh_KilledAnywhere_OneLiveToken", "A process that stops anywhere in a rotation leaves a session that continues: after the restart the client's retries get a successor.", ["F-26", "F-12", "R-01"], w => RefreshAsync(w, Killed)),
        ScenarioContext.Case("Revoke_KilledAnywhere_EndedStaysEnded", "A process that stops anywhere in a logout leaves the session live or ended; after the restart an ended session stays ended, and the logout can be repeated.", ["F-26"], w => RevokeAsync(w, Killed)),
        ScenarioContext.Case("Session_CancelledAnywhere_NothingIsHalf", "A login that is cancelled anywhere leaves a whole record or none.", ["F-45"], w => LoginAsync(w, Cancelled)),
        ScenarioContext.Case("Refresh_CancelledAnywhere_OneLiveToken", "A rotation that is cancelled anywhere leaves a session that continues: the client's retries get a successor.", ["F-45"], w => RefreshAsync(w, Cancelled)),
        ScenarioContext.Case("Revoke_CancelledAnywhere_EndedStaysEnded", "A cancelled logout that reached the store is a logout; one that did not can be repeated.", ["F-45"], w => RevokeAsync(w, Cancelled)),
        ScenarioContext.Case("FirstUse_KilledAnywhere_IsWrittenOrNot", "A process that dies anywhere in the first use of a successor leaves it used or not, and the session goes on.", ["F-26", "M-14"], w => FirstUseAsync(w, Killed)),
        ScenarioContext.Case("FirstUse_CancelledAnywhere_IsWrittenOrNot", "The first use of a successor that is cancelled anywhere leaves it used or not, and the session goes on.", ["F-45", "M-14"], w => FirstUseAsync(w, Cancelled)),
        ScenarioContext.Case("Branch_KilledAnywhere_IsWrittenOrNot", "A process that dies anywhere in a late use leaves a branch or none, and both clients are accepted.", ["F-26", "M-14"], w => BranchAsync(w, Killed)),
        ScenarioContext.Case("Branch_CancelledAnywhere_IsWrittenOrNot", "A late use that is cancelled anywhere leaves a branch or none, and both clients are accepted.", ["F-45", "M-14"], w => BranchAsync(w, Cancelled)),
        ScenarioContext.Case("AtHeaders_KilledAnywhere_RotatedOrNot", "A process that dies anywhere in a rotation at headers leaves a session that goes on: a later response hands out a successor.", ["F-26", "M-14"], w => AtHeadersAsync(w, Killed)),
        ScenarioContext.Case("AtHeaders_CancelledAnywhere_RotatedOrNot", "A rotation at headers that is cancelled anywhere leaves a session that goes on: a later response hands out a successor.", ["F-45", "M-14"], w => AtHeadersAsync(w, Cancelled)),
    ];

    private static Task FirstUseAsync(ScenarioContext w, Interruption interrupt) => EachWriteAsync(w, interrupt, async node =>
        await node.RenewAsync(await AgedSessionAsync(w, node)), (node, second, token) => UseAsync(w, node, second, token), async (node, second, _) =>
    {
        await node.UsedAsync(second, "the successor after the restart");
        w.PassRefreshAge();
        await node.RenewAsync(second);
    });

    private static Task BranchAsync(ScenarioContext w, Interruption interrupt)
    {
        IssuedCredential second = null!;
        return EachWriteAsync(w, interrupt, async node =>
        {
            IssuedCredential first = await AgedSessionAsync(w, node);
            second = await node.RenewAsync(first);
            await node.UsedAsync(second, "the successor");
            w.PassLateWindow();
            return first;
        }, (node, first, token) => UseAsync(w, node, first, token), async (node, first, _) =>
        {
            await node.UsedAsync(first, "the late client after the restart");
            await node.UsedAsync(second, "the other client after the restart");
        });
    }

    private static Task AtHeadersAsync(ScenarioContext w, Interruption interrupt) => w.Kind != ScenarioStrategy.Session ? Task.CompletedTask : EachWriteAsync(w, interrupt, async node =>
    {
        IssuedCredential first = await node.LoginAsync();
        w.Time.Advance(ScenarioContext.RotateEvery);
        return first;
    }, async (node, first, token) => await node.Cookies.RotateAtHeadersAsync(first.Value, null, token), async (node, first, wrote) =>
    {
        if (wrote)
            Check.That(await node.Cookies.RotateAtHeadersAsync(first.Value) is null, "a successor was handed twice");
        w.PassWindow();
        IssuedCredential? successor = await node.Cookies.RotateAtHeadersAsync(first.Value);
        Check.That(successor is not null, "a later response handed out no successor");
        await node.AcceptedAsync(successor!, "the successor after the restart");
    });

    private static async Task UseAsync(ScenarioContext w, Application node, IssuedCredential credential, CancellationToken token)
    {
        if (w.Kind == ScenarioStrategy.Session)
            await node.Strategy.AuthenticateAsync(credential.Value, token);
        else
            await node.Strategy.RefreshAsync(Application.Lasting(credential), token);
    }

    /// <summary>As <see cref="EachAsync"/>, for an action that writes once: the record must be the one before the write or the one after it.</summary>
    private static Task EachWriteAsync(
        ScenarioContext w, Interruption interrupt, Func<Application, Task<IssuedCredential>> prepare, Func<Application, IssuedCredential, CancellationToken, Task> act, Func<Application, IssuedCredential, bool, Task> check)
    {
        long before = 0;
        return EachAsync(w, interrupt, async node =>
        {
            IssuedCredential credential = await prepare(node);
            before = (await w.RecordAsync(credential))!.Version;
            return credential;
        }, act, async (node, credential, answered) =>
        {
            long after = (await w.RecordAsync(credential))!.Version;
            Check.That(after == before + 1 || (after == before && !answered), $"the version was {before} and is {after}");
            await check(node, credential, after != before);
            Check.Equal(1, (await node.SessionsAsync()).Count, "sessions");
        });
    }

    private static async Task<IssuedCredential> AgedSessionAsync(ScenarioContext w, Application node)
    {
        IssuedCredential old = await node.LoginAsync();
        w.PassRefreshAge();
        return old;
    }

    private static Task LoginAsync(ScenarioContext w, Interruption interrupt) => EachAsync(w, interrupt, node => AgedSessionAsync(w, node), async (node, old, token) =>
        await node.Strategy.IssueAsync(TestPrincipals.Of("alice"), new() { Replaces = old.Value }, token), async (node, old, done) =>
    {
        if (done)
            await node.RefusedAsync(old, "a session that was replaced");
        bool oldLives = await node.AcceptsAsync(old);
        Check.Equal(oldLives, await w.RecordAsync(old) is not null, "whether the old session's record is there");
        await node.AcceptedAsync(await node.LoginAsync("alice", new() { Replaces = old.Value }), "the session after the restart");
        await node.RefusedAsync(old, "the session replaced after the restart");
    });

    private static Task RefreshAsync(ScenarioContext w, Interruption interrupt) => EachAsync(w, interrupt, node => AgedSessionAsync(w, node), async (node, old, token) =>
        await node.Strategy.RefreshAsync(Application.Lasting(old), token), async (node, old, _) =>
    {
        RefreshResult retry = await node.RefreshAsync(Application.Lasting(old));
        Check.That(retry.Failure is null, $"the retry after the restart was refused: {retry}");
        w.PassWindow();
        IssuedCredential current = node.Handed(retry) is null ? await node.RenewAsync(old) : retry.Credential!;
        Check.That(Application.Lasting(current) != Application.Lasting(old), "nothing was rotated");
        await node.AcceptedAsync(current, "the successor after the restart");
        Check.Equal(1, (await node.SessionsAsync()).Count, "sessions");
    });

    private static Task RevokeAsync(ScenarioContext w, Interruption interrupt) => EachAsync(w, interrupt, node => AgedSessionAsync(w, node), async (node, old, token) =>
        await node.Strategy.RevokeAsync(old.Value, token), async (node, old, done) =>
    {
        bool lives = await w.RecordAsync(old) is not null;
        Check.That(!(done && lives), "the logout was answered and the record is there");
        Check.Equal(lives, await node.AcceptsAsync(old), "whether the session is accepted after the restart");
        Check.Equal(lives ? RevokeOutcome.Revoked : RevokeOutcome.NotFound, await node.Strategy.RevokeAsync(old.Value), "the logout repeated");
        await node.RefusedAsync(old, "a session that was ended");
    });

    /// <summary>
    /// Interrupts the action at its first call, its second, …, until it makes no more calls; each time with a new session and then a restarted node.
    /// </summary>
    private static async Task EachAsync(
        ScenarioContext w, Interruption interrupt, Func<Application, Task<IssuedCredential>> prepare, Func<Application, IssuedCredential, CancellationToken, Task> act, Func<Application, IssuedCredential, bool, Task> check)
    {
        foreach (bool afterEffect in new[] { false, true })
        {
            bool struck = true;
            for (int call = 1; struck; call++)
            {
                Check.That(call < 100, "the act makes a hundred calls of the store");
                Application doomed = await w.NodeAsync();
                IssuedCredential old = await prepare(doomed);
                doomed.Store.ForgetCalls();
                bool answered = await interrupt(doomed, call, afterEffect, token => act(doomed, old, token));
                struck = doomed.Store.CountCalls(StoreOperations.All) >= call;
                Application restarted = await w.NodeAsync();
                w.PassStaleness();
                await w.ConsistentAsync("alice");
                await check(restarted, old, answered);
                await restarted.Directory.RevokeAllAsync("alice");
            }
        }
    }

    private static async Task<bool> Killed(Application node, int call, bool afterEffect, Func<CancellationToken, Task> act)
    {
        StoreFault killPoint = StoreFault.Fail().AtCall(call);
        node.Store.Inject(afterEffect ? killPoint.Times(1).AfterEffect() : killPoint);
        if (afterEffect)
            node.Store.Inject(StoreFault.Fail().AtCall(call + 1));
        try
        {
            await act(default);
            return true;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    private static async Task<bool> Cancelled(Application node, int call, bool afterEffect, Func<CancellationToken, Task> act)
    {
        using var client = new CancellationTokenSource();
        StoreFault leaving = StoreFault.Do(_ => new(client.CancelAsync())).AtCall(call).Times(1);
        node.Store.Inject(afterEffect ? leaving.AfterEffect() : leaving);
        try
        {
            await act(client.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Interrupts an action at its n-th call of the store, and says whether the action was still answered.</summary>
    private delegate Task<bool> Interruption(Application node, int call, bool afterEffect, Func<CancellationToken, Task> act);
}
