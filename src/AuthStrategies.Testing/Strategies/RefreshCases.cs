using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Refreshing.</summary>
internal static class RefreshCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Refresh_Good_GivesAFreshCredentialOfTheSameSession", "Refreshing gives a fresh credential of the same login, for the same principal.", ["R-01"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassWindow();
            RefreshResult result = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(first));
            Check.That(result.Succeeded && result.Failure is null, $"a good credential was not refreshed: {result}");
            Check.Equal("alice", result.Principal!.Identity?.Name, "whose login it is");
            Check.Equal(first.SessionId, result.Credential!.SessionId, "the session id");
            Check.That(StrategyUnderTest.Lasting(result.Credential) != StrategyUnderTest.Lasting(first), "the credential was not replaced");
            Check.That(result.Credential.ExpiresAt >= first.ExpiresAt, "the fresh credential ends before the old one");
            await s.AcceptedAsync(result.Credential.Value, "the fresh credential");
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_AgainInsideTheWindow_GivesTheSameSuccessor", "Inside the reuse window the replaced credential is answered with its one successor.", ["F-19", "R-03"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassWindow();
            string successor = StrategyUnderTest.Lasting(await s.RenewAsync(first));
            s.Time.Advance(s.Harness.ReuseWindow - TimeSpan.FromTicks(1));
            Check.Equal(successor, StrategyUnderTest.Lasting(await s.RenewAsync(first)), "the successor");
        }, AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow),

        new("Refresh_ManyAtOnce_GiveOneSuccessor", "However many refresh one credential at once, all are given the same successor.", ["F-17", "R-01"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassWindow();
            IssuedCredential[] all = await Race.TogetherAsync(Enumerable.Range(0, s.Harness.AtOnce).Select(_ => (Func<Task<IssuedCredential>>)(() => s.RenewAsync(first))));
            Check.Equal(1, all.Select(StrategyUnderTest.Lasting).Distinct(StringComparer.Ordinal).Count(), "successors");
            await s.AcceptedAsync(all[0].Value, "the successor");
        }, AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow),

        new("Refresh_ReplacedLongAgo_EndsTheSession", "A credential that was replaced, presented after the reuse window, is theft: the login ends for thief and owner.", ["F-20", "R-02"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassWindow();
            IssuedCredential second = await s.RenewAsync(first);
            s.PassWindow();
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(first), "a credential replaced long ago", AuthFailureReason.Reused);
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(second), "the owner's credential", AuthFailureReason.UnknownSession, AuthFailureReason.Revoked);
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_Expired_IsRefused", "What has expired is not refreshed.", ["R-04"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.Time.SetUtcNow(first.RefreshTokenExpiresAt ?? first.ExpiresAt);
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(first), "an expired login", AuthFailureReason.Expired, AuthFailureReason.UnknownSession);
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_ForEver_EndsAtTheAbsoluteEnd", "However often a login is refreshed, it ends: the absolute end never moves.", ["R-04"], async s =>
        {
            IssuedCredential current = await s.IssueAsync();
            DateTimeOffset start = s.Time.GetUtcNow();
            for (int i = 0; i < 10_000; i++)
            {
                DateTimeOffset end = current.RefreshTokenExpiresAt ?? current.ExpiresAt;
                s.Time.Advance((end - s.Time.GetUtcNow()) / 2);
                if (end - s.Time.GetUtcNow() < TimeSpan.FromSeconds(1))
                    return;
                RefreshResult result = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(current));
                if (!result.Succeeded)
                    return;
                current = result.Credential;
                Check.That(s.Time.GetUtcNow() - start < TimeSpan.FromDays(3650), "a login was refreshed for ten years");
            }

            throw new ConformanceException("a login was refreshed ten thousand times");
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_HostileOrForeign_NeverSucceedsNeverThrows", "No text that was not issued is refreshed, and none makes a strategy throw.", ["S-05"], async s =>
        {
            foreach (string hostile in HostileTexts.All.Concat(s.Harness.ForeignCredentials))
                Check.That(!(await s.Strategy.RefreshAsync(hostile)).Succeeded, "a hostile text was refreshed");
            foreach (string changed in HostileTexts.MutationsOf(StrategyUnderTest.Lasting(await s.IssueAsync())))
                Check.That(!(await s.Strategy.RefreshAsync(changed)).Succeeded, "a changed credential was refreshed");
        }),

        new("Refresh_NothingToRefresh_IsNotSupported", "A strategy that refreshes nothing says so.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            Check.That(issued.RefreshToken is null, "a refresh token was issued that cannot be refreshed");
            await s.RefreshRefusedAsync(issued.Value, "a credential that cannot be refreshed", AuthFailureReason.NotSupported);
            await s.AcceptedAsync(issued.Value, "the credential afterwards");
        }, AuthStrategyNeeds.NoRefresh),
    ];
}
