using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Credentials that are bound to a key of their client: <see cref="IssueOptions.KeyThumbprint"/> and <see cref="ISenderConstraint"/>.</summary>
internal static class KeyCases
{
    // SHA-256 of two texts, in base64url.
    private const string Key = "LHDhK3oGRvkiefQnx7OOczTY5Tic_xZ6HcMOc_gmtoM";
    private const string Other = "2SmKENGwc1g33EvYXaxkGw887yekfl1TpU8vP1svz_o";

    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Key_Bound_IsAcceptedWithIt", "A bound credential is accepted with a proof of its key only, and a refusal changes nothing.", ["P-02"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync(options: new() { KeyThumbprint = Key });
            Check.Equal(Key, issued.KeyThumbprint, "the key that the credential names");
            await s.RefusedAsync(issued.Value, "a bound credential without its key", AuthFailureReason.KeyProofRequired);
            Refused(await Keys(s).AuthenticateBoundAsync(issued.Value, Other), AuthFailureReason.WrongKey, "a bound credential with another key");
            AuthResult result = await Keys(s).AuthenticateBoundAsync(issued.Value, Key);
            Check.That(result.Succeeded, $"a bound credential with its key: expected to be accepted, was {result}");
        }, AuthStrategyNeeds.Keys),

        new("Key_Unbound_IsRefusedWithOne", "A credential that is bound to no key is refused with a proof, and accepted without.", ["P-02"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            Check.That(issued.KeyThumbprint is null, "a credential that was not bound names a key");
            Refused(await Keys(s).AuthenticateBoundAsync(issued.Value, Key), AuthFailureReason.NotBound, "an unbound credential with a key");
            await s.AcceptedAsync(issued.Value, "an unbound credential");
        }, AuthStrategyNeeds.Keys),

        new("Key_Refreshed_StaysBound", "A refresh needs the key of the credential, binds no other, and its successor is bound to the same.", ["P-01"], async s =>
        {
            string bound = StrategyUnderTest.Lasting(await s.IssueAsync(options: new() { KeyThumbprint = Key }));
            string unbound = StrategyUnderTest.Lasting(await s.IssueAsync());
            s.PassRefreshAge();
            await s.RefreshRefusedAsync(bound, "a refresh without the key", AuthFailureReason.KeyProofRequired);
            Check.Equal(AuthFailureReason.WrongKey, (await Keys(s).RefreshBoundAsync(bound, Other)).Failure?.Reason, "the reason of a refresh with another key");
            Check.Equal(AuthFailureReason.NotBound, (await Keys(s).RefreshBoundAsync(unbound, Key)).Failure?.Reason, "the reason of a refresh that would bind");
            RefreshResult result = await Keys(s).RefreshBoundAsync(bound, Key);
            Check.That(result.Succeeded, $"a refresh with the key: expected to be accepted, was {result}");
            Check.Equal(Key, result.Credential!.KeyThumbprint, "the key of the successor");
            await s.RefusedAsync(result.Credential.Value, "the successor without the key", AuthFailureReason.KeyProofRequired);
        }, AuthStrategyNeeds.Keys | AuthStrategyNeeds.Refresh),

        new("Key_ProofAtRefresh_IsUsedBeforeTheChange", "A refresh uses the proof of a genuine credential of its key only, once, and before it changes anything.", ["P-01"], async s =>
        {
            string bound = StrategyUnderTest.Lasting(await s.IssueAsync(options: new() { KeyThumbprint = Key }));
            string unbound = StrategyUnderTest.Lasting(await s.IssueAsync());
            s.PassRefreshAge();
            int uses = 0;
            await Keys(s).RefreshBoundAsync("x", Key, Use);
            await Keys(s).RefreshBoundAsync(unbound, Key, Use);
            await Keys(s).RefreshBoundAsync(bound, Other, Use);
            Check.Equal(0, uses, "the uses of proofs whose credential is refused");
            Check.Equal(AuthFailureReason.InvalidProof, (await Keys(s).RefreshBoundAsync(bound, Key, _ => new(false))).Failure?.Reason, "the reason of a refresh with a proof that was used before");
            RefreshResult result = await Keys(s).RefreshBoundAsync(bound, Key, Use);
            Check.That(result.Succeeded, $"a refresh after one with a used proof, which must have changed nothing: expected to be accepted, was {result}");
            Check.Equal(1, uses, "the uses of the proof");

            ValueTask<bool> Use(CancellationToken cancellationToken)
            {
                uses++;
                return new(true);
            }
        }, AuthStrategyNeeds.Keys | AuthStrategyNeeds.Refresh),

        new("Key_ReplacedChangesItems_IsRefused", "A replaced credential of a session that is bound to a key neither changes the items nor ends the session.", ["P-02", "E-04"], async s =>
        {
            ISessionItems items = s.Strategy.GetService<ISessionItems>()!;
            IssuedCredential first = await s.IssueAsync(options: new() { KeyThumbprint = Key });
            s.PassRefreshAge();
            string next = (await Keys(s).RefreshBoundAsync(first.Value, Key)).Credential!.Value;
            Check.That((await Keys(s).AuthenticateBoundAsync(next, Key)).Succeeded, "the successor with its key was refused");
            s.PassWindow();
            s.PassLateRequests();
            Check.Equal(ItemsOutcome.KeyProofRequired, await items.UpdateAsync(first.Value, values => values["cart"] = "stolen"), "the outcome of a change with the replaced credential");
            Check.Equal(ItemsOutcome.Updated, await items.UpdateAsync(next, values => values["order"] = "1"), "the outcome of a change with the successor");
            AuthResult result = await Keys(s).AuthenticateBoundAsync(next, Key);
            Check.That(result.Succeeded && !result.Items.ContainsKey("cart"), $"the successor afterwards: expected to be accepted without the refused change, was {result}");
        }, AuthStrategyNeeds.Keys | AuthStrategyNeeds.Items | AuthStrategyNeeds.Refresh),

        new("Key_NoThumbprint_IsRefused", "A text that is no thumbprint is an ArgumentException, and a null one at each verb.", [], async s =>
        {
            await Check.ThrowsAsync<ArgumentException>(async () => await s.IssueAsync(options: new() { KeyThumbprint = "key" }), "issuing for a text that is no thumbprint");
            await Check.ThrowsAsync<ArgumentNullException>(async () => await Keys(s).AuthenticateBoundAsync("x", null!), "authenticating with no key");
            await Check.ThrowsAsync<ArgumentNullException>(async () => await Keys(s).RefreshBoundAsync("x", null!), "refreshing with no key");
        }, AuthStrategyNeeds.Keys),
    ];

    private static ISenderConstraint Keys(StrategyUnderTest s) => s.Strategy.GetService<ISenderConstraint>()!;

    private static void Refused(AuthResult result, AuthFailureReason reason, string what) =>
        Check.That(result.Failure?.Reason == reason && !result.Succeeded, $"{what}: expected {reason}, was {result}");
}
