using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Replaced credentials: answers that were lost, requests that were slow, and two clients with one session.</summary>
internal static class ReuseCases
{
    private const AuthStrategyNeeds Needs = AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow;

    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Refresh_Young_GivesTheSameBack", "A credential that is too young to be replaced comes back unchanged.", ["M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.Time.Advance(s.Harness.RefreshAge - TimeSpan.FromTicks(1));
            IssuedCredential again = await s.RenewAsync(first);
            Check.That(StrategyUnderTest.Lasting(again) == StrategyUnderTest.Lasting(first), "a young credential was replaced");
        }, Needs | AuthStrategyNeeds.RefreshAge),

        new("Refresh_AnswerLost_GivesAnother", "After the reuse window, a client whose answer was lost gets another successor, not the one that was handed out before.", ["F-19", "M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            IssuedCredential lost = await s.RenewAsync(first);
            s.PassWindow();
            IssuedCredential other = await s.RenewAsync(first);
            Check.That(StrategyUnderTest.Lasting(other) != StrategyUnderTest.Lasting(lost), "one successor was handed to two answers");
            Check.That(StrategyUnderTest.Lasting(other) != StrategyUnderTest.Lasting(first), "the client got no successor");
            await s.UsedAsync(other, "the other successor");
        }, Needs),

        new("Refresh_LostAnswerArrives_Wins", "If the answer that was taken for lost arrives, its successor is accepted and stays valid, and the other one is accepted while its requests are under way.", ["M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            IssuedCredential slow = await s.RenewAsync(first);
            s.PassWindow();
            IssuedCredential other = await s.RenewAsync(first);
            await s.UsedAsync(slow, "the successor of the slow answer");
            await s.UsedAsync(other, "the other successor, under way");
            s.PassRefreshAge();
            await s.RenewAsync(slow);
        }, Needs),

        new("Refresh_Slow_IsAcceptedAsItIs", "A slow refresh with a replaced credential is accepted while it may be under way, although the successor was used, and hands out nothing.", ["F-19", "M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            IssuedCredential second = await s.RenewAsync(first);
            await s.UsedAsync(second, "the successor");
            s.Time.Advance(s.Harness.LateRequestWindow - TimeSpan.FromTicks(1));
            RefreshResult slow = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(first));
            Check.That(slow.Failure is null && slow.Principal is not null, $"a slow refresh was refused: {slow}");
            Check.That(slow.Credential is null || (first.RefreshToken is not null && slow.Credential.RefreshToken is null), "a slow refresh was handed a credential");
            await s.UsedAsync(second, "the successor after that");
        }, Needs),

        new("Refresh_TwoHolders_EndsTheSession", "When two clients go on with one session, each with its own credential, it ends for both.", ["F-20", "M-14"], async s =>
        {
            IssuedCredential one = await s.IssueAsync();
            s.PassRefreshAge();
            IssuedCredential other = await s.RenewAsync(one);
            await s.UsedAsync(other, "the successor");
            IssuedCredential[] holders = [one, other];
            for (int turn = 0; turn < 8; turn++)
            {
                s.PassLateRequests();
                RefreshResult result = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(holders[turn % 2]));
                if (result.Failure is { } failure)
                {
                    Check.Equal(AuthFailureReason.Reused, failure.Reason, "the reason of the end");
                    await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(holders[(turn + 1) % 2]), "the other client");
                    return;
                }

                holders[turn % 2] = StrategyUnderTest.NextOf(holders[turn % 2], result);
            }

            throw new ConformanceException("the session outlived eight turns of two clients");
        }, Needs),

        new("Authenticate_Successor_CountsAsUsed", "A successor that only authenticates counts as used: a late replaced credential raises suspicion, and the session ends at the next late use of the other one.", ["F-20", "M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            IssuedCredential second = await s.RenewAsync(first);
            await s.UsedAsync(second, "the successor");
            s.PassLateRequests();
            RefreshResult late = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(first));
            if (late.Failure is not null)
                return;

            IssuedCredential branch = StrategyUnderTest.NextOf(first, late);
            await s.UsedAsync(second, "the successor beside the late one");
            s.PassLateRequests();
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(branch), "the late client again", AuthFailureReason.Reused);
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(second), "the other client after the end", AuthFailureReason.UnknownSession, AuthFailureReason.Revoked);
        }, Needs),
    ];
}
