using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Refreshing.</summary>
internal static class RefreshCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Refresh_Good_GivesAFreshCredentialOfTheSameSession", "Refreshing gives a fresh credential of the same session, for the same principal.", ["R-01"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            RefreshResult result = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(first));
            Check.That(result.Succeeded && result.Failure is null, $"a good credential was not refreshed: {result}");
            Check.Equal("alice", result.Principal!.Identity?.Name, "whose session it is");
            Check.Equal(first.SessionId, result.Credential!.SessionId, "the session id");
            Check.That(StrategyUnderTest.Lasting(result.Credential) != StrategyUnderTest.Lasting(first), "the credential was not replaced");
            Check.That(result.Credential.ExpiresAt >= first.ExpiresAt, "the fresh credential ends before the old one");
            await s.AcceptedAsync(result.Credential.Value, "the fresh credential");
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_AgainInsideTheWindow_IsAccepted", "Inside the reuse window the replaced credential is accepted, and the successor stays valid.", ["F-19", "M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            IssuedCredential successor = await s.RenewAsync(first);
            s.Time.Advance(s.Harness.ReuseWindow - TimeSpan.FromTicks(1));
            RefreshResult again = await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(first));
            Check.That(again.Failure is null && again.Principal is not null, $"the replaced credential was refused: {again}");
            Check.Equal(first.SessionId, successor.SessionId, "the session id of the successor");
            Check.That(again.Credential is null || again.Credential.SessionId == first.SessionId, "the replaced credential made a second session");
            await s.AcceptedAsync(successor.Value, "the successor");
        }, AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow),

        new("Refresh_ManyAtOnce_GiveOneSuccessor", "However many refresh one credential at once, none is refused, and there is one successor.", ["F-17", "R-01"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.PassRefreshAge();
            RefreshResult[] all = await Race.TogetherAsync(Enumerable.Range(0, s.Harness.AtOnce).Select(_ =>
                (Func<Task<RefreshResult>>)(async () => await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(first)))));
            foreach (RefreshResult result in all)
                Check.That(result.Failure is null && result.Principal is not null, $"one of the refreshes at once was refused: {result}");
            IssuedCredential[] handed = [.. all.Where(result => result.Credential is not null && (first.RefreshToken is null || result.Credential.RefreshToken is not null)).Select(result => result.Credential!)];
            Check.Equal(1, handed.Select(StrategyUnderTest.Lasting).Distinct(StringComparer.Ordinal).Count(), "successors");
            await s.AcceptedAsync(handed[0].Value, "the successor");
        }, AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow),

        new("Refresh_ReplacedTwice_EndsTheSession", "A credential that was replaced twice, presented after the reuse window, ends the session for each client.", ["F-20", "M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            IssuedCredential current = await s.ReplaceAsync(await s.ReplaceAsync(first));
            s.PassWindow();
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(first), "a credential replaced twice", AuthFailureReason.Reused);
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(current), "the current credential", AuthFailureReason.UnknownSession, AuthFailureReason.Revoked);
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_Expired_IsRefused", "What has expired is not refreshed.", ["R-04"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.Time.SetUtcNow(first.RefreshTokenExpiresAt ?? first.ExpiresAt);
            await s.RefreshRefusedAsync(StrategyUnderTest.Lasting(first), "an expired session", AuthFailureReason.Expired, AuthFailureReason.UnknownSession);
        }, AuthStrategyNeeds.Refresh),

        new("Refresh_ForEver_EndsAtTheAbsoluteEnd", "However often a session is refreshed, it ends: the absolute end never moves.", ["R-04"], async s =>
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
                Check.That(s.Time.GetUtcNow() - start < TimeSpan.FromDays(3650), "a session was refreshed for ten years");
            }

            throw new ConformanceException("a session was refreshed ten thousand times");
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
            await s.AcceptedAsync(issued.Value, "the credential after that");
        }, AuthStrategyNeeds.NoRefresh),
    ];
}
