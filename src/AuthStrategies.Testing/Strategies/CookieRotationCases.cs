using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Rotation that the client did not ask for: <see cref="ICookieRotation"/>.</summary>
internal static class CookieRotationCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("AtHeaders_Due_HandsOneSuccessor", "A cookie that is due is replaced by one response; a later response with the same cookie replaces nothing.", ["M-14"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            Check.That(await IsDueAsync(s, first, "a cookie that is due"), "a rotation that is due was not reported");
            IssuedCredential? second = await AtHeadersAsync(s, first);
            Check.That(second is not null && second.Value != first.Value, "a cookie that is due was not replaced");
            Check.Equal(first.SessionId, second!.SessionId, "the session id of the successor");
            Check.That(await AtHeadersAsync(s, first) is null, "a second response replaced the cookie too");
            await s.AcceptedAsync(second.Value, "the successor");
        }, AuthStrategyNeeds.CookieRotation),

        new("AtHeaders_Young_HandsNothing", "A cookie that is not due is not replaced.", ["M-14"], async s =>
        {
            IssuedCredential first = await s.IssueAsync();
            s.Time.Advance(s.Harness.RotateEvery - TimeSpan.FromTicks(1));
            Check.That(!await IsDueAsync(s, first, "a young cookie"), "a rotation that is not due was reported");
            Check.That(await AtHeadersAsync(s, first) is null, "a cookie that is not due was replaced");
        }, AuthStrategyNeeds.CookieRotation),

        new("AtHeaders_Slow_ReplacesNothing", "A slow response whose cookie another response has replaced sets no cookie, before and after the successor is used.", ["M-11", "M-14"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            Check.That(await IsDueAsync(s, first, "the slow request"), "a rotation that is due was not reported");
            IssuedCredential? second = await AtHeadersAsync(s, first);
            Check.That(await AtHeadersAsync(s, first) is null, "the slow response set a cookie before the successor was used");
            await s.AcceptedAsync(second!.Value, "the successor");
            Check.That(await AtHeadersAsync(s, first) is null, "the slow response set a cookie after the successor was used");
            Check.That(!await IsDueAsync(s, first, "another request with the replaced cookie"), "a replaced cookie under way is said to be due");
            await s.AcceptedAsync(second.Value, "the successor after that");
        }, AuthStrategyNeeds.CookieRotation),

        new("AtHeaders_ManyAtOnce_HandOneSuccessor", "However many responses are sent at once, one of them replaces the cookie.", ["F-17", "M-14"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            IssuedCredential?[] handed = await Race.TogetherAsync(Enumerable.Range(0, s.Harness.AtOnce).Select(_ => (Func<Task<IssuedCredential?>>)(() => AtHeadersAsync(s, first))));
            Check.Equal(1, handed.Count(credential => credential is not null), "responses with a successor");
        }, AuthStrategyNeeds.CookieRotation),

        new("AtHeaders_CannotDeliver_ChangesNothing", "A successor that the response cannot carry is not made: the next response replaces the cookie.", ["M-12"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            Check.That(await s.Rotation.RotateAtHeadersAsync(first.Value, _ => false) is null, "a credential was handed that cannot be delivered");
            Check.That(await AtHeadersAsync(s, first) is not null, "the next response did not replace the cookie");
        }, AuthStrategyNeeds.CookieRotation),

        new("AtHeaders_Cancelled_ChangesNothing", "A response that was cancelled before it began to replace the cookie has changed nothing.", ["F-45"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            await Check.ThrowsAsync<OperationCanceledException>(async () => await s.Rotation.RotateAtHeadersAsync(first.Value, null, new(canceled: true)), "a cancelled rotation");
            Check.That(await AtHeadersAsync(s, first) is not null, "the next response did not replace the cookie");
        }, AuthStrategyNeeds.CookieRotation),

        new("AtHeaders_StoreBroken_ChangesNothing", "When the store cannot be asked, a rotation throws an AuthUnavailableException and changes nothing.", ["F-04", "M-14"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            s.Harness.Break!();
            await Check.ThrowsAsync<AuthUnavailableException>(() => AtHeadersAsync(s, first), "a rotation");
            s.Harness.Repair!();
            Check.That(await AtHeadersAsync(s, first) is not null, "the next response did not replace the cookie");
        }, AuthStrategyNeeds.CookieRotation | AuthStrategyNeeds.Failure),

        new("AtHeaders_HostileOrForeign_HandsNothing", "No text that was not issued is replaced, and none makes a strategy throw.", ["S-05"], async s =>
        {
            foreach (string hostile in HostileTexts.All.Concat(s.Harness.ForeignCredentials))
                Check.That(await s.Rotation.RotateAtHeadersAsync(hostile) is null, "a hostile text was replaced");
        }, AuthStrategyNeeds.CookieRotation),

        new("AuthenticateAsync_Bearer_IsNeverDue", "Only a credential from a cookie is said to be due.", ["M-14"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            Check.That(!(await s.Strategy.AuthenticateAsync(first.Value)).RotationDue, "a rotation was reported for a credential that is not in a cookie");
        }, AuthStrategyNeeds.CookieRotation),

        new("RefreshInCookie_UnderWay_GivesTheSameBack", "A refresh over a cookie does not replace a token while requests of its first use may be under way.", ["M-14"], async s =>
        {
            IssuedCredential first = await DueAsync(s);
            IssuedCredential second = (await AtHeadersAsync(s, first))!;
            await s.AcceptedAsync(second.Value, "the successor");
            s.Time.Advance(s.Harness.LateRequestWindow - TimeSpan.FromTicks(1));
            RefreshResult result = await s.Rotation.RefreshAsync(second.Value, new() { InCookie = true });
            Check.Equal(second.Value, result.Credential?.Value, "the credential of a refresh within the late request window");
        }, AuthStrategyNeeds.CookieRotation),
    ];

    /// <summary>A credential in use that is old enough to be replaced.</summary>
    private static async Task<IssuedCredential> DueAsync(StrategyUnderTest s)
    {
        IssuedCredential first = await s.IssueAsync();
        await s.AcceptedAsync(first.Value, "the session");
        s.Time.Advance(s.Harness.RotateEvery);
        return first;
    }

    private static async Task<bool> IsDueAsync(StrategyUnderTest s, IssuedCredential credential, string what)
    {
        AuthResult result = await s.Rotation.AuthenticateCookieAsync(credential.Value);
        Check.That(result.Succeeded, $"{what}: expected to be accepted, was {result}");
        return result.RotationDue;
    }

    private static async Task<IssuedCredential?> AtHeadersAsync(StrategyUnderTest s, IssuedCredential credential) => await s.Rotation.RotateAtHeadersAsync(credential.Value);
}
