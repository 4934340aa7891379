using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Cancelled calls and failing dependencies.</summary>
internal static class StoreFailureCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("AnyVerb_Cancelled_TakesNoEffect", "A verb that was cancelled before it began throws OperationCanceledException and takes no effect.", ["F-45"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            CancellationToken cancelled = new(canceled: true);
            await Check.ThrowsAsync<OperationCanceledException>(async () => await s.Strategy.IssueAsync(TestPrincipals.Of("alice"), null, cancelled), "issuing");
            await Check.ThrowsAsync<OperationCanceledException>(async () => await s.Strategy.AuthenticateAsync(issued.Value, cancelled), "authenticating");
            await Check.ThrowsAsync<OperationCanceledException>(async () => await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(issued), cancelled), "refreshing");
            await Check.ThrowsAsync<OperationCanceledException>(async () => await s.Strategy.RevokeAsync(issued.Value, cancelled), "revoking");
            await s.AcceptedAsync(issued.Value, "the session afterwards");
        }),

        new("Authenticate_StoreBroken_IsNeitherYesNorNo", "When the store does not answer, a credential is neither accepted nor refused: SessionStoreException. After recovery it is accepted again.", ["F-04", "F-36", "V-03"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await s.AcceptedAsync(issued.Value, "the session");
            s.Harness.Break!();
            await CannotTellAsync(async () => await s.Strategy.AuthenticateAsync(issued.Value), "authenticating");
            s.Harness.Repair!();
            await s.AcceptedAsync(issued.Value, "the session after recovery");
        }, AuthStrategyNeeds.Failure | AuthStrategyNeeds.AsksStore),

        new("AnyWrite_StoreBroken_CannotTell", "When the store cannot be asked, issuing, refreshing and revoking throw a SessionStoreException: nothing is handed out, and nothing is said to be ended.", ["F-01", "F-05"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            s.PassRefreshAge();
            s.Harness.Break!();
            await CannotTellAsync(async () => await s.IssueAsync(), "issuing");
            await CannotTellAsync(async () => await s.Strategy.RefreshAsync(StrategyUnderTest.Lasting(issued)), "refreshing");
            await CannotTellAsync(async () => await s.Strategy.RevokeAsync(issued.Value), "revoking");
            s.Harness.Repair!();
            await s.AcceptedAsync(issued.Value, "the session after recovery");
            await s.RenewAsync(issued);
        }, AuthStrategyNeeds.Failure | AuthStrategyNeeds.Refresh),

        new("AnyText_StoreBroken_ForeignIsNotAsked", "A text of another kind is not applicable whether or not the store can be asked.", ["F-04"], async s =>
        {
            s.Harness.Break!();
            foreach (string foreign in s.Harness.ForeignCredentials)
                Check.Equal(AuthResult.None, await s.Strategy.AuthenticateAsync(foreign), "a foreign text");
            s.Harness.Repair!();
        }, AuthStrategyNeeds.Failure),
    ];

    private static Task CannotTellAsync(Func<Task> call, string what) => Check.ThrowsAsync<SessionStoreException>(call, what);
}
