using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Revoking.</summary>
internal static class RevokeCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Revoke_Live_SaysWhatWasAchieved", "Revoking says honestly what it achieved: refused from now on, ended when the access token expires, or not supported.", ["V-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            RevokeOutcome outcome = await s.Strategy.RevokeAsync(issued.Value);
            Check.Equal(s.Harness.Revocation, outcome, "what revoking achieved");
            if (outcome == RevokeOutcome.Revoked)
                await s.RefusedAsync(issued.Value, "a revoked credential", AuthFailureReason.UnknownSession, AuthFailureReason.Revoked);
            else
                await s.AcceptedAsync(issued.Value, "a credential that lives until it expires");
        }),

        new("Revoke_Live_IsRefreshedNoMore", "A session that was ended is refreshed no more.", ["R-07", "S-06"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await s.Strategy.RevokeAsync(issued.Value);
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(issued), "a session that was ended", AuthFailureReason.UnknownSession, AuthFailureReason.Revoked);
        }, AuthStrategyNeeds.Refresh | AuthStrategyNeeds.Revocation),

        new("Revoke_ByRefreshToken_EndsTheSession", "Any credential of a session ends it, the refresh token too.", ["R-07"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            Check.Equal(s.Harness.Revocation, await s.Strategy.RevokeAsync(StrategyUnderTest.Lasting(issued)), "what revoking achieved");
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(issued), "a session that was ended");
        }, AuthStrategyNeeds.Refresh | AuthStrategyNeeds.Revocation),

        new("Revoke_Again_IsNoError", "Ending an ended session is not an error.", ["F-46"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await s.Strategy.RevokeAsync(issued.Value);
            Check.Equal(RevokeOutcome.NotFound, await s.Strategy.RevokeAsync(issued.Value), "revoking again");
        }, AuthStrategyNeeds.Revocation),

        new("Revoke_OneOfTwo_OtherLives", "Ending one session leaves the subject's other sessions alone.", ["S-07"], async s =>
        {
            IssuedCredential one = await s.IssueAsync();
            IssuedCredential other = await s.IssueAsync();
            await s.Strategy.RevokeAsync(one.Value);
            await s.AcceptedAsync(other.Value, "the other session");
        }),

        new("Revoke_HostileOrForeign_NeverThrows", "No text makes revoking throw, and none that was not issued ends anything.", ["S-05"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            foreach (string hostile in HostileTexts.All.Concat(s.Harness.ForeignCredentials))
            {
                RevokeOutcome outcome = await s.Strategy.RevokeAsync(hostile);
                Check.That(outcome is RevokeOutcome.NotFound or RevokeOutcome.NotSupported, $"a hostile text: {outcome}");
            }

            await s.AcceptedAsync(issued.Value, "a session beside hostile texts");
        }),

        new("Revoke_WhileAuthenticated_LaterCallsAreRefused", "A call that begins after revoking returned is refused, also while many that began before are running.", ["F-21"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            // A strategy that caches accepted credentials has now cached this one.
            await s.AcceptedAsync(issued.Value, "the session");
            int ended = 0;
            await Race.TogetherAsync<bool>(
                async () =>
                {
                    await s.Strategy.RevokeAsync(issued.Value);
                    Volatile.Write(ref ended, 1);
                    return true;
                },
                async () =>
                {
                    for (bool before = true; before;)
                    {
                        before = Volatile.Read(ref ended) == 0;
                        bool accepted = (await s.Strategy.AuthenticateAsync(issued.Value)).Succeeded;
                        Check.That(before || !accepted, "a credential was accepted after it had been revoked");
                    }

                    return true;
                });
        }, AuthStrategyNeeds.InstantRevocation),
    ];
}
