using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Requests that are served by their refresh token: <see cref="IRefreshTokenAuthentication"/>.</summary>
internal static class RefreshTokenAuthenticationCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("RefreshToken_Good_AuthenticatesAndStays", "A refresh token authenticates a request, again and again, and can be refreshed afterwards: no new token was issued.", ["M-14"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            for (int request = 0; request < 3; request++)
            {
                AuthResult result = await AuthenticateAsync(s, issued);
                Check.That(result.Succeeded, $"a good refresh token: expected to be accepted, was {result}");
                Check.Equal("alice", result.Principal!.FindFirst("sub")?.Value, "the subject");
                Check.Equal(issued.SessionId, result.SessionId, "the session id");
            }

            s.PassRefreshAge();
            Check.That((await s.Strategy.RefreshAsync(issued.RefreshToken!)).Succeeded, "the refresh token was not refreshed afterwards");
        }, AuthStrategyNeeds.RefreshTokenAuthentication),

        new("RefreshToken_AnotherText_IsNotApplicable", "An access token and the credentials of other strategies are no refresh tokens: not applicable, and no exception.", ["C-01"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            foreach (string text in s.Harness.ForeignCredentials.Append(issued.Value))
            {
                AuthResult result = await s.RefreshTokens.AuthenticateRefreshTokenAsync(text, []);
                Check.That(!result.Succeeded, $"a text that is no refresh token of the strategy was accepted: {result}");
                Check.That(await s.RefreshTokens.RenewAtHeadersAsync(text, []) is null, "a credential was handed for it");
            }
        }, AuthStrategyNeeds.RefreshTokenAuthentication),

        new("RefreshToken_OfAnEndedSession_IsRefused", "After the session has ended, its refresh token authenticates nothing, and no response hands out a token.", ["S-06", "V-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await s.Strategy.RevokeAsync(issued.RefreshToken!);
            AuthResult result = await AuthenticateAsync(s, issued);
            Check.That(result.Failure is not null && result.Principal is null, $"the refresh token of an ended session: expected to be refused, was {result}");
            Check.That(await RenewAsync(s, issued) is null, "a token was handed out for an ended session");
        }, AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.Revocation),

        new("RenewAtHeaders_Young_HandsAnAccessTokenAlone", "A response to a request with a young refresh token has a new access token, and the client keeps the refresh token.", ["M-14"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await AuthenticateAsync(s, issued);
            IssuedCredential? renewed = await RenewAsync(s, issued);
            Check.That(renewed is not null && renewed.RefreshToken is null, "expected an access token without a refresh token");
            await s.AcceptedAsync(renewed!.Value, "the new access token");
        }, AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.RefreshAge),

        new("RenewAtHeaders_ManyAtOnce_HandOneSuccessor", "However many responses are sent at once, each has an access token, and one of them the next refresh token.", ["F-17", "M-14"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await AuthenticateAsync(s, issued);
            s.PassRefreshAge();
            await AuthenticateAsync(s, issued);
            IssuedCredential?[] handed = await Race.TogetherAsync(Enumerable.Range(0, s.Harness.AtOnce).Select(_ => (Func<Task<IssuedCredential?>>)(() => RenewAsync(s, issued))));
            Check.That(handed.All(credential => credential is not null), "a response had no access token");
            Check.Equal(1, handed.Count(credential => credential!.RefreshToken is not null), "responses with the next refresh token");
            AuthResult late = await AuthenticateAsync(s, issued);
            Check.That(late.Succeeded, $"a request with the replaced refresh token that is under way: expected to be accepted, was {late}");
        }, AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.RefreshAge),

        new("RenewAtHeaders_CannotDeliver_ChangesNothing", "Tokens that the response cannot carry are not made: the next response hands them out.", ["M-12"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            await AuthenticateAsync(s, issued);
            s.PassRefreshAge();
            Check.That(await s.RefreshTokens.RenewAtHeadersAsync(issued.RefreshToken!, [], _ => false) is null, "a credential was handed that cannot be delivered");
            Check.That((await RenewAsync(s, issued))?.RefreshToken is not null, "the next response has no refresh token");
        }, AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.RefreshAge),

        new("RenewAtHeaders_Cancelled_ChangesNothing", "A response that was cancelled before it began has changed nothing.", ["F-45"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            s.PassRefreshAge();
            await Check.ThrowsAsync<OperationCanceledException>(async () => await s.RefreshTokens.RenewAtHeadersAsync(issued.RefreshToken!, [], null, new(canceled: true)), "a cancelled renewal");
            Check.That((await RenewAsync(s, issued))?.RefreshToken is not null, "the next response has no refresh token");
        }, AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.RefreshAge),

        new("RefreshToken_StoreBroken_ChangesNothing", "When the store cannot be asked, both calls throw an AuthUnavailableException, and the refresh token stays good.", ["F-04"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            s.Harness.Break!();
            await Check.ThrowsAsync<AuthUnavailableException>(() => AuthenticateAsync(s, issued), "authenticating a refresh token");
            await Check.ThrowsAsync<AuthUnavailableException>(() => RenewAsync(s, issued), "a renewal");
            s.Harness.Repair!();
            Check.That((await AuthenticateAsync(s, issued)).Succeeded, "the refresh token is refused after the store was repaired");
        }, AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.Failure),
    ];

    private static async Task<AuthResult> AuthenticateAsync(StrategyUnderTest s, IssuedCredential issued) =>
        await s.RefreshTokens.AuthenticateRefreshTokenAsync(issued.RefreshToken!, []);

    private static async Task<IssuedCredential?> RenewAsync(StrategyUnderTest s, IssuedCredential issued) => await s.RefreshTokens.RenewAtHeadersAsync(issued.RefreshToken!, []);
}
